"""A clerk at the keyboard: enters one made-up conference, counts every key, and how long the site keeps them waiting."""

import time
from dataclasses import dataclass, field

from portal.base.text import fold

#: Seconds of a key and of a pause before each field (Card, Moran, Newell: 200 characters a minute, M = 1.35 s).
KEY, PAUSE = 0.3, 1.35

PROVINCES = [
    "Cao Bằng",
    "Bắc Kạn",
    "Lạng Sơn",
    "Hà Giang",
    "Lào Cai",
    "Yên Bái",
    "Sơn La",
    "Hòa Bình",
    "Phú Thọ",
    "Thái Nguyên",
]
GIVEN = [
    "Bình", "Cường", "Dũng", "Giang", "Khánh", "Lâm", "Minh", "Nam", "Oanh", "Phúc",
    "Quang", "Sơn", "Tâm", "Uyên", "Vinh", "Xuân", "Yến", "Đạt", "Hùng", "Thắng",
]  # fmt: skip
POSTS = ["Giám đốc Sở KH&CN", "Phó Giám đốc Sở KH&CN"]
ASKED = "Bộ sớm ban hành hướng dẫn cơ chế tài chính cho nhiệm vụ KH&CN cấp tỉnh"
SAID = "Đánh giá kết quả hoạt động của vùng trong giai đoạn vừa qua\nĐề nghị các tỉnh đẩy mạnh chuyển đổi số"


@dataclass
class Clerk:
    """Types into `page`, never touching a mouse. `characters` and `keys` (all others) are counted, `fields` too."""

    page: object
    characters: int = 0
    keys: int = 0
    fields: int = 0
    waited: float = 0.0
    steps: list = field(default_factory=list)

    def press(self, *names):
        for name in names:
            self.keys += 1
            self.page.keyboard.press(name)

    def write(self, text):
        self.fields += 1
        self.characters += len(text)
        for line in text.split("\n"):
            if line is not text.split("\n")[0]:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(line)

    def choose(self, down):
        """An entry of a plain select, so many below the one it stands on."""
        self.fields += 1
        self.press(*["ArrowDown"] * down)

    def find(self, text):
        """An entry of an autocomplete: typing opens it, Enter takes the first that it finds."""
        self.fields += 1
        self.characters += len(text)
        self.page.keyboard.press(text[0])
        self.page.keyboard.insert_text(text[1:])
        with self.waiting():
            self.page.wait_for_selector(".select2-results__option--highlighted:not(.loading-results)")
        self.press("Enter")

    def tab_to(self, selector, most=80):
        """Tab until the focus is on what `selector` names; a new form begins on its first field."""
        for _n in range(most):
            if self.page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Not reached by Tab: {selector}")

    def waiting(self):
        return Waiting(self)

    def step(self, name):
        self.steps.append((name, self.characters, self.keys, self.fields, round(self.waited, 1)))

    @property
    def minutes(self):
        return ((self.characters + self.keys) * KEY + self.fields * PAUSE + self.waited) / 60


class Waiting:
    """Adds the time inside to what the clerk waited."""

    def __init__(self, clerk):
        self.clerk = clerk

    def __enter__(self):
        self.began = time.monotonic()

    def __exit__(self, *problem):
        self.clerk.waited += time.monotonic() - self.began


def combobox(name):
    """The autocomplete of the field `name`, as the focus lands on it."""
    return f'[aria-labelledby$="select2-id_{name}-container"]'


def enter_head(clerk, source, series, theme):
    page = clerk.page
    with clerk.waiting():
        page.goto("/admin/conferences/conference/add/")
    clerk.tab_to(combobox("default_source"))
    clerk.find(source)
    clerk.tab_to(combobox("series"))
    clerk.find(series)
    clerk.tab_to("#id_status")
    clerk.choose(3)
    for name, text in (
        ("ordinal", "20"),
        ("year", "2024"),
        ("starts", "10/10/2024"),
        ("venue", "Trung tâm Hội nghị tỉnh"),
        ("theme", theme),
        ("summary", "Hội nghị thử nhìn lại hai năm và bàn việc hai năm tới."),
    ):
        clerk.tab_to(f"#id_{name}")
        clerk.write(text)
    clerk.tab_to('[name="_people"]')
    with clerk.waiting(), page.expect_navigation():
        clerk.press("Enter")
    assert page.url.partition("?")[0].endswith("/nguoi-du/"), page.locator(".errorlist").all_text_contents()
    clerk.step("head")


def enter_people(clerk, number):
    for at in range(number):
        *texts, role = person(at)
        for text in texts:
            clerk.write(text)
            clerk.press("Tab")
        if role:
            clerk.write(role)
        clerk.press("Enter")
    save_people(clerk)


def save_people(clerk):
    with clerk.waiting(), clerk.page.expect_navigation():
        clerk.press("Control+Enter")
    assert "/change/" in clerk.page.url, clerk.page.locator(".dong-noi").all_inner_texts()
    clerk.page.wait_for_function("document.activeElement.id == 'statements-heading'")
    clerk.step("people")


def person(at):
    """The cells of the line of the person numbered `at`."""
    name = f"{['Nguyễn', 'Trần', 'Lê', 'Phạm'][at % 4]} Thử {GIVEN[at]}"
    place = PROVINCES[at % len(PROVINCES)]
    return name, POSTS[at // len(PROVINCES) % 2], place, "chu tri" if at < 2 else ""


def paste_people(clerk, number):
    """The same people as one block out of the minutes: the keys that take it there, and the look at what was understood."""
    text = "\n".join("\t".join(person(at)) for at in range(number))
    clerk.fields += 1 + number  # to the block, and once over each line
    clerk.keys += 4  # marked and copied in the minutes, back to the page, pasted
    clerk.page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) }""",
        text,
    )
    with clerk.waiting():
        clerk.page.wait_for_function(
            "n => [...document.querySelectorAll('.dong-noi')].filter(said => said.textContent.trim()).length >= n",
            arg=number,
        )
    save_people(clerk)


def enter_statements(clerk, number):
    group = "#statements-group"
    for at in range(number):
        new_row(clerk, group, at)
        clerk.choose(1 if at == 0 else 2)
        clerk.tab_to(combobox(f"statements-{at}-by_official"))
        clerk.find(f"thu {fold(GIVEN[at])}")
        clerk.tab_to(f"#id_statements-{at}-points")
        clerk.write(SAID)
    clerk.step("statements")


def enter_recommendations(clerk, number, to):
    group = "#recommendations-group"
    for at in range(number):
        new_row(clerk, group, at)
        clerk.choose(1)
        clerk.tab_to(combobox(f"recommendations-{at}-to_body"))
        clerk.find(to)
        clerk.tab_to(f"#id_recommendations-{at}-text")
        clerk.write(f"{ASKED}, việc {at + 1}")
    clerk.step("recommendations")


def enter_figures(clerk, number, indicator, series):
    group = "#figures-group"
    for at in range(number):
        new_row(clerk, group, at)
        clerk.find(indicator)
        for name, text in (
            ("as_printed", f"{at + 1}.500 nhiệm vụ"),
            ("low", f"{at + 1}.500"),
            ("high", f"{at + 1}.500"),
            ("unit", "nhiệm vụ"),
        ):
            clerk.tab_to(f"#id_figures-{at}-{name}")
            clerk.write(text)
        clerk.tab_to(f"#id_figures-{at}-scope")
        clerk.choose(1)
        clerk.tab_to(combobox(f"figures-{at}-scope_series"))
        clerk.find(series)
        clerk.tab_to(f"#id_figures-{at}-period")
        clerk.write("2022-2024")
    clerk.step("figures")


def new_row(clerk, group, at):
    if at:
        clerk.press("Control+Enter")
    else:
        clerk.tab_to(f"{group} .add-row a")
        clerk.press("Enter")
    row = f"{group.removesuffix('-group')}-{at}"
    clerk.page.wait_for_function("row => document.activeElement.closest(row)", arg=row)


def save(clerk):
    with clerk.waiting(), clerk.page.expect_navigation():
        clerk.press("Control+s")
    assert clerk.page.locator(".errornote").count() == 0, clerk.page.locator(".errorlist").all_text_contents()
    clerk.step("saved")
