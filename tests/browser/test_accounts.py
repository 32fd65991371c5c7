"""Passkeys, codes, invitations and sessions in a real Chromium with a virtual authenticator. Passkeys need http://localhost."""

from urllib.parse import urlsplit

import pytest

from conferences.models import Official
from portal.accounts import second_factor
from tests import factories as make
from tests.browser.conftest import LOOKS, axe_in, watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
#: The pages of an account that need nothing but being signed in.
PAGES = ["", "buoc-hai/", "buoc-hai/ung-dung/", "buoc-hai/khoa/", "buoc-hai/khoa/them/", "mat-khau/", "phien/", "moi/",
         "xac-nhan/", "dang-xuat/"]  # fmt: skip
DOORS = ["dang-nhap/", "mat-khau/quen/", "mat-khau/quen/da-gui/", "da-khoa/", "loi-moi/", "dang-ky/"]


@pytest.fixture
def visit(new_context, live_server):
    """visit(path, **context) -> a watched page of a new browser, which finds every address it asks."""
    site = f"http://localhost:{urlsplit(live_server.url).port}"

    def go(path, device=True, **options):
        context = new_context(site, **options)
        page = context.new_page()
        watch(page, site, options.get("java_script_enabled", True))
        page.on("response", lambda got: page.complaints.append(got.url) if got.status == 404 else None)
        if device:
            session = context.new_cdp_session(page)
            session.send("WebAuthn.enable")
            session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.goto(path)
        return page

    return go


def sign_in(page, name, password="mat-khau"):
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")


def is_desk(address):
    """Whether the address is the editors' desk; that of the sign-in ends in ?next=/admin/."""
    return urlsplit(address).path == "/admin/"


def bring_session(page, client):
    """The session of the test client, for the whole site."""
    cookie = client.cookies["hoso_session"]
    parts = urlsplit(page.url)
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": f"{parts.scheme}://{parts.netloc}/"}]
    )


def sign_out(page):
    page.goto("/tai-khoan/dang-xuat/")
    page.locator("main button").click()
    page.wait_for_url("**/dang-nhap/")


def test_a_passkey_is_added_at_the_first_login_and_opens_the_desk_alone(visit):
    """As after `make run`: a superuser with a password, led to the page that sets up a second factor."""
    second_factor.take_away(make.user("quan-tri", is_superuser=True))
    page = visit("/admin/")
    sign_in(page, "quan-tri")
    page.wait_for_url("**/tai-khoan/buoc-hai/")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_role("button", name="Thêm khóa này").click()
    page.wait_for_url("**/ma-du-phong/")
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="vào trang biên tập").click()
    page.wait_for_url(is_desk)
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(is_desk)
    sign_out(page)
    sign_in(page, "quan-tri")  # with the password, the same key is the second step
    page.wait_for_url("**/buoc-hai/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(is_desk)
    assert page.complaints == []


def test_the_code_of_the_app_opens_the_desk_without_a_script(visit):
    make.user("duyet", ["duyet"])
    page = visit("/admin/", device=False, java_script_enabled=False)
    sign_in(page, "duyet")
    page.fill("[name=code]", make.codes_now()[1])
    page.keyboard.press("Enter")
    page.wait_for_url(is_desk)


def test_a_browser_without_the_key_says_so_in_words(visit):
    page = visit("/tai-khoan/dang-nhap/")
    page.route("**/dang-nhap/khoa/", lambda route: route.abort())  # as when the device holds no key of ours
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.get_by_role("alert").filter(has_text="Chưa dùng được khóa truy cập").wait_for()


def test_ten_wrong_passwords_lead_to_a_sentence(visit):
    make.user("bien-tap", ["bien_tap"])
    page = visit("/tai-khoan/dang-nhap/", device=False)
    for _ in range(10):
        with page.expect_navigation():
            sign_in(page, "bien-tap", "sai")
    assert page.locator("h1").inner_text() == "Đã thử sai quá nhiều lần. Hãy đợi 15 phút rồi thử lại."


def test_an_invitation_goes_from_the_inviter_to_a_new_desk(visit, client):
    admin = make.superuser()
    client.force_login(admin)
    page = visit("/tai-khoan/dang-nhap/", device=False)
    bring_session(page, client)
    page.goto("/tai-khoan/moi/")
    page.get_by_label("Thư điện tử").fill("mau@vidu.vn")
    page.get_by_label("Biên tập của Bộ").check()
    page.get_by_role("button", name="Lập lời mời").click()
    field = page.get_by_label("Liên kết để gửi")
    link = field.input_value()
    for width, height in ((1280, 800), (390, 780)):
        page.set_viewport_size({"width": width, "height": height})
        button = page.get_by_role("button", name="Sao chép liên kết").bounding_box()
        assert page.evaluate("scrollY") == 0
        assert field.bounding_box()["y"] < button["y"] + button["height"] < height
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép liên kết").click()
    page.get_by_text("Đã sao chép liên kết.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link
    invited = visit(link, device=False)
    assert invited.url.endswith("/tai-khoan/loi-moi/")
    invited.get_by_label("Họ và tên").fill("Nguyễn Thị Mẫu")
    for field in ("new_password1", "new_password2"):
        invited.fill(f"[name={field}]", "mot-mat-khau-dai-2026")
    invited.get_by_role("button", name="Lập tài khoản").click()
    invited.wait_for_url(is_desk)
    page.reload()
    assert "đã nhận" in page.locator("main").inner_text()
    again = visit(link, device=False)
    assert again.locator("h1").inner_text().startswith("Liên kết mời này đã được dùng.")
    assert [page.complaints, invited.complaints] == [[], []]


def test_the_link_of_an_invitation_can_be_selected_without_a_script(visit, client):
    client.force_login(make.superuser())
    page = visit("/tai-khoan/dang-nhap/", device=False, java_script_enabled=False)
    bring_session(page, client)
    page.goto("/tai-khoan/moi/")
    page.get_by_label("Thư điện tử").fill("mau@vidu.vn")
    page.get_by_label("Biên tập của Bộ").check()
    page.get_by_role("button", name="Lập lời mời").click()
    assert page.get_by_role("button", name="Sao chép liên kết").count() == 0
    page.get_by_label("Liên kết để gửi").select_text()
    assert "/tai-khoan/loi-moi/" in page.get_by_label("Liên kết để gửi").input_value()


def test_a_session_elsewhere_is_ended(visit):
    make.user("bien-tap", ["bien_tap"])
    here, there = (visit("/admin/", device=False) for _ in range(2))
    for page in (here, there):
        sign_in(page, "bien-tap")
        page.wait_for_url(is_desk)
    here.goto("/tai-khoan/phien/")
    here.get_by_role("button", name="Kết thúc Chrome").click()
    here.get_by_text("Đã kết thúc 1 phiên.").wait_for()
    there.goto("/admin/")
    assert "/dang-nhap/" in there.url


def test_axe_and_the_policy_find_nothing_on_any_page_of_an_account(visit, client):
    client.force_login(make.superuser())
    page = visit("/tai-khoan/dang-nhap/", viewport={"width": 390, "height": 900})
    broken = {}
    for signed_in, paths in ((False, DOORS), (True, PAGES)):
        if signed_in:
            bring_session(page, client)
        for path in paths:
            page.goto(f"/tai-khoan/{path}")
            broken[path] = ["wide"] * (page.evaluate("document.documentElement.scrollWidth") > 390)
            broken[path] += axe_in(page)
            broken[path] += ["wide"] * (page.evaluate("document.documentElement.scrollWidth") > LOOKS[-1][0])
            page.set_viewport_size({"width": 390, "height": 900})
    assert {path: rules for path, rules in broken.items() if rules} == {}
    assert [
        said for said in page.complaints if not said.endswith("/loi-moi/")
    ] == []  # 404 without an invitation


def test_the_login_is_walked_by_keyboard_alone(visit):
    page = visit("/tai-khoan/dang-nhap/")
    names = []
    for _ in range(7):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        )
    assert names[2:] == ["login", "password", "Đăng nhập", "Quên mật khẩu", "Đăng nhập bằng khóa truy cập"]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_form_older_than_the_sign_in_is_sent_again_from_the_page_that_refuses_it(scripts, visit):
    make.user("bien-tap", groups=["bien_tap"])
    page = visit("/tai-khoan/dang-nhap/?next=/admin/conferences/official/add/", java_script_enabled=scripts)
    sign_in(page, "bien-tap")
    page.fill("[name=name]", "Bế Minh Đức")
    other = page.context.new_page()
    page.context.clear_cookies()
    other.goto("/tai-khoan/dang-nhap/?next=/admin/")
    sign_in(other, "bien-tap")
    other.wait_for_url(is_desk)
    page.locator("[name=_save]").first.click()
    page.get_by_text("Chữ đã gõ còn đủ").wait_for()
    page.reload()  # which sends the same once more
    page.get_by_text("Chữ đã gõ còn đủ").wait_for()
    page.get_by_role("button", name="Gửi lại").click()
    page.wait_for_url("**/admin/conferences/official/")
    assert Official.objects.get().name == "Bế Minh Đức"
    assert page.complaints == []
