"""The pages that are of no record, and the words by which people look for them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.base.language import Label
from portal.search.models import SitePage

#: What asks for a list, stands in the text of each and says of no record that it is the one.
LISTED = """danh sách, danh mục, tất cả, toàn bộ, mọi, các, những, tổng hợp, thống kê, bảng, tra cứu, xem
có tất cả bao nhiêu, có bao nhiêu, mấy, tổng số, tổng cộng, số lượng, đếm, nhiều nhất, ít nhất, lớn nhất, cao nhất, nhỏ nhất, thấp nhất, xếp hạng
trong toàn hồ sơ này, của hồ sơ, hồ sơ có ghi, trang web, cả nước, Việt Nam
list of all the, how many, total number of, count, the most, the largest, the highest, are there in the record"""
#: What is asked of the list of conferences and of the map: who hosted how often.
HOSTING = "tỉnh nào, nơi nào, địa phương nào, đăng cai, tổ chức nhiều lần nhất, nhiều hội nghị nhất, which province hosted the most"


@dataclass(frozen=True)
class PageWords:
    """`title` as the page is headed; `names` by which people ask for it, `text` with more words, both one a line."""

    title: Label
    names: str
    text: str
    is_list: bool = False


#: {name of the address: PageWords}. A page that is not here is not found by the search.
PAGES = {
    "conference-list": PageWords(
        _("Các hội nghị"),
        "hội nghị\ncác hội nghị\ncuộc hội nghị\nhội nghị giao ban\ngiao ban\ncuộc họp\nkỳ hội nghị\nmeetings\nall conferences",
        f"mọi hội nghị giao ban KH&CN theo vùng, lần họp, cuộc, kỳ, đã tổ chức, theo năm, {HOSTING}",
        is_list=True,
    ),
    "official-list": PageWords(
        _("Đại biểu"),
        "đại biểu\nquan chức\nlãnh đạo\nngười dự\npeople\ndelegates\nparticipants",
        "người, họ tên và chức vụ, được nêu tên, dự các hội nghị, trong hội nghị",
        is_list=True,
    ),
    "recommendation-list": PageWords(
        _("Kiến nghị, đề xuất và đề nghị"),
        "kiến nghị\nđề xuất\nđề nghị\nkiến nghị, đề nghị\nrecommendations\nproposals\nrequests",
        """theo trạng thái: chưa trả lời, đã tiếp nhận, đang thực hiện, đang xử lý, đã hoàn thành, không thực hiện, được thay thế, quá hạn
        các địa phương, tỉnh nào nhiều kiến nghị nhất, in progress, completed""",
        is_list=True,
    ),
    "figure-list": PageWords(
        _("Số liệu nêu tại hội nghị"),
        "số liệu\ncon số\nchỉ tiêu\nfigures\nstatistics",
        "số liệu thống kê được nêu, chỉ tiêu, về KH&CN",
        is_list=True,
    ),
    "province-list": PageWords(
        pgettext_lazy("danh mục", "Tỉnh, thành phố"),
        "tỉnh\ntỉnh thành\ncác tỉnh\nđịa phương\nđơn vị hành chính\nprovinces\ncities\nprovinces and cities",
        """34 tỉnh thành phố hiện nay, 63 tỉnh trước sáp nhập, sau sáp nhập, sau sắp xếp 1/7/2025, tỉnh cũ và mới, cả nước
        tỉnh nào không sáp nhập, không thay đổi, giữ nguyên""",
        is_list=True,
    ),
    "task-list": PageWords(
        _("Nhiệm vụ KH&CN"),
        "nhiệm vụ\nđề tài\ndự án\nnhiệm vụ KH&CN\nđề tài khoa học\ntasks\nprojects",
        "nhiệm vụ, đề tài, dự án khoa học và công nghệ, tổng kinh phí, kinh phí lớn nhất, tốn nhiều tiền nhất, theo năm, theo tỉnh, budget",
        is_list=True,
    ),
    "source-list": PageWords(
        _("Nguồn"),
        "nguồn\nnguồn tin\nnguồn trích dẫn\ntài liệu tham khảo\nnguồn tài liệu\nreferences\ncitations",
        "bài báo, báo chí, tài liệu, trang mà hồ sơ dẫn, trích dẫn, lấy thông tin ở đâu",
        is_list=True,
    ),
    "map": PageWords(
        _("Bản đồ"),
        "bản đồ\nbản đồ các tỉnh\nbản đồ hội nghị\nmap of provinces",
        f"""các tỉnh, thành phố Việt Nam trên bản đồ: đăng cai, tham dự, nhiệm vụ, kinh phí, nơi đã đăng cai, trước và sau sáp nhập
        {HOSTING}, Hoàng Sa, Trường Sa, provinces, hosts""",
        is_list=True,
    ),
    "about": PageWords(
        _("Giới thiệu và phương pháp"),
        """giới thiệu\nphương pháp\ntrang này\ntrang web\ntrang web này\nwebsite\nwebsite này\nhồ sơ này\nvề trang này\nvề chúng tôi\ngiới thiệu trang web\nquyền riêng tư\nký hiệu
        about\nabout us\nabout this site\nmethod\nmethodology\nprivacy\nprivacy policy\nlicence\naccessibility""",
        """hồ sơ này là gì, do ai làm, ai lập, làm thế nào, cách ghi, nguồn tin cậy, trang này có phải của Bộ Khoa học và Công nghệ (KH&CN) không, là trang chính thức, chính sách
        cách trích, cách trích dẫn, trích nguồn, kiểm chứng, đáng tin không, dấu và ký hiệu, trạng thái, suy ra, chưa thấy nêu, nguồn không nêu nghĩa là gì, hướng dẫn, trợ giúp, cách dùng, liên hệ
        tiếp cận, quyền riêng tư, cookie, giấy phép, bản quyền CC BY 4.0, mã nguồn MIT, sử dụng
        who made this website, is this official, terms of use, help, contact, license""",
    ),
    "open-data": PageWords(
        _("Dữ liệu mở"),
        """dữ liệu mở\ntải dữ liệu\ntải về\ntải xuống\ndữ liệu\nAPI\nAPI dữ liệu\nxuất dữ liệu\ngiấy phép
        open data\ndownload data\ndownload\ndata\nexport\ndataset\nlicence\nRSS""",
        """tải cả hồ sơ, từng danh sách: hội nghị, đại biểu, kiến nghị, số liệu, tỉnh thành, nhiệm vụ, nguồn; bộ dữ liệu, file, tệp CSV, XLSX, Excel, JSON, JSON Lines, BibTeX, RIS, SQLite, zip, từ điển dữ liệu
        OpenAPI, DCAT, theo dõi, Atom, RSS, iCalendar, lịch, sơ đồ trang, sitemap, giấy phép sử dụng dữ liệu CC BY 4.0
        download the whole record, files, feed, calendar, license, use""",
    ),
    "report": PageWords(
        _("Báo lỗi thông tin"),
        """báo lỗi\nbáo sai\ngóp ý\nphản hồi\nphản ánh\nđính chính\nsửa lỗi\nthông tin sai\nbáo lỗi thông tin sai
        report an error\nreport a mistake\nfeedback\ncorrection\nwrong information\ncontact""",
        "báo lỗi, gửi góp ý, thông tin sai, sai sót, yêu cầu sửa, đính chính, liên hệ, ở đâu, thế nào, làm sao, how to report, mistake, contact",
    ),
}  # fmt: skip


def store_pages() -> None:
    """Keeps a row for each page, so that the index holds them all."""
    SitePage.objects.exclude(name__in=PAGES).delete()
    held = set(SitePage.objects.values_list("name", flat=True))
    for name in PAGES:
        if name not in held:
            SitePage.objects.create(name=name)
