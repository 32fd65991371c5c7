"""Words of the language that say what kind of unit or office a name belongs to, folded."""

#: Words that may stand before the name of a place and say only what kind of unit it is.
UNITS = {("tinh",), ("thanh", "pho"), ("tp",), ("t",), ("vung",), ("province",), ("city",), ("region",)}
#: Words that say little beside others: of asking, denying, counting. Typed with other diacritics they are other words.
STRAY = {
    "không", "khong", "chưa", "chỉ", "còn", "các", "những", "mỗi", "mọi", "khác", "nào", "cả", "rất", "cũng", "thuộc",
    "thuoc", "gồm", "ai", "gi", "nao", "xin", "hãy", "nhé", "nha", "nhỉ", "ơi", "hả", "ạ", "đấy", "giúp", "giùm", "người", "nguoi",
}  # fmt: skip
#: Turns before a name that is not meant, then words between the two.
EXCLUDING = (
    "không phải", "không phải là", "không ở", "không thuộc", "không kể", "không tính", "không bao gồm", "trừ", "ngoại trừ", "trừ ra", "ngoài",
    "except", "except for", "excluding", "other than", "but not", "not in", "apart from",
)  # fmt: skip
BEFORE_EXCLUDED = ("ở", "tại", "của", "do", "vùng", "tỉnh", "thành phố", "ông", "bà", "in", "from", "the")
#: Words by which the turn before is set against something: then a word that is no name is not meant, either.
AGAINST = ("nhưng", "chứ", "mà")
#: Words with which people are addressed, asked and thanked. Two of them or more before or behind a question are no part
#: of it; with none of their diacritics they are meant only where the whole question has none.
COURTESY = {
    "xin", "vui", "lòng", "làm", "ơn", "nhờ", "mong", "hãy", "kính", "thưa", "chào", "ad", "admin", "anh",
    "chị", "em", "các", "cậu", "bác", "bạn", "mọi", "người", "ai", "ơi", "nào", "tôi", "mình", "tớ", "chúng",
    "ta", "cho", "biết", "hỏi", "thăm", "tìm", "kiếm", "tra", "cứu", "xem", "coi", "giúp", "giùm", "dùm",
    "hộ", "chỉ", "bảo", "cần", "muốn", "được", "có", "không", "chưa", "về", "thông", "tin", "ạ", "nhé", "nha",
    "nhỉ", "hả", "hở", "vậy", "thế", "đấy", "đó", "ấy", "này", "với", "luôn", "thôi", "đi", "thì", "là", "ở",
    "đâu", "cảm", "cám", "nhiều", "trước", "gấp", "sao", "nữa", "hay", "rồi", "i", "we", "you", "me", "us",
    "am", "is", "are", "can", "could", "would", "do", "does", "please", "tell", "know", "want", "to", "let",
    "show", "find", "looking", "look", "for", "about", "anyone", "any", "some", "thank", "thanks", "there",
}  # fmt: skip
#: What of a record may be asked: said beside what names the record, they need not stand in it.
PARTS = (
    "nội dung", "kết quả", "mục tiêu", "mục đích", "ý nghĩa", "chủ đề", "thành phần", "địa điểm", "thời gian", "thời điểm", "lịch",
    "bàn", "bàn về", "bàn gì", "thảo luận", "vấn đề", "tham gia", "danh sách", "hôm nào", "tiểu sử", "lý lịch", "chức vụ", "chức danh",
    "giữ chức", "giữ chức vụ", "tên", "họ tên", "người giữ", "trang", "trang của", "bao lâu", "thông tin", "chi tiết", "cuộc", "kỳ",
    "giới thiệu", "tóm tắt", "tổng quan", "nói về", "liên quan", "details", "agenda", "content", "topic", "theme", "biography", "profile",
)  # fmt: skip
#: Words of an office, after which the initials of a place may be meant.
OFFICES = {"so", "tinh", "t", "tp", "ubnd", "hdnd"}
#: Words before an office for who stands in for its holder.
DEPUTIES = ("pho", "deputy", "vice")
