"""What people say in the demonstration beside the bot: requests for a person, replies of staff, invented contacts."""

from __future__ import annotations

HANDOFF_REASONS = {
    "en": "I would like to speak to somebody about my documents.",
    "zh": "我想和老师确认一下报名材料。",
    "th": "อยากคุยกับเจ้าหน้าที่เรื่องเอกสารค่ะ",
    "ko": "서류 관련해서 담당자와 이야기하고 싶어요.",
    "de": "Ich möchte mit jemandem über meine Unterlagen sprechen.",
    "ru": "Хочу поговорить с сотрудником о документах.",
    "fr": "Je voudrais parler à quelqu’un de mes documents.",
    "ar": "أريد التحدث مع موظف بخصوص أوراقي.",
    "es": "Quisiera hablar con alguien sobre mis documentos.",
    "ja": "書類について担当の方と話したいです。",
    "vi": "Em muốn nói chuyện với thầy cô về hồ sơ ạ.",
    "id": "Saya ingin bicara dengan petugas soal dokumen saya.",
}
STAFF_REPLIES = {
    "en": "Hello, this is the admissions office. Which documents do you have? We will tell you what is missing.",
    "zh": "您好，这里是招生办。请告诉我们您已有哪些材料，我们来帮您核对还缺什么。",
    "th": "สวัสดีค่ะ ที่นี่สำนักงานรับสมัคร กรุณาแจ้งรายการเอกสารที่มี แล้วเราจะบอกว่ายังขาดอะไรค่ะ",
    "ko": "안녕하세요, 입학처입니다. 가지고 계신 서류 목록을 알려 주시면 부족한 것을 안내해 드리겠습니다.",
    "de": "Hier ist die Zulassungsstelle. Welche Unterlagen haben Sie schon? Wir sagen Ihnen, was noch fehlt.",
    "ru": "Здравствуйте, это приёмная комиссия. Напишите, какие документы у вас есть, и мы скажем, чего не хватает.",
    "fr": "Bonjour, ici le service des admissions. Quels documents avez-vous ? Nous vous dirons ce qui manque.",
    "ar": "مرحبًا، هنا مكتب القبول. أخبرنا بالأوراق المتوفرة لديك وسنخبرك بما ينقص.",
    "es": "Hola, somos la oficina de admisiones. Díganos qué documentos tiene y le diremos qué falta.",
    "ja": "こんにちは、入学事務室です。お手元の書類を教えていただければ、不足分をご案内します。",
    "vi": "Chào bạn, đây là phòng tuyển sinh. Bạn cho biết đã có những giấy tờ nào, chúng tôi sẽ báo còn thiếu gì.",
    "id": "Halo, ini kantor penerimaan mahasiswa. Dokumen apa yang sudah ada? Kami akan memberi tahu yang kurang.",
}
CONTACTS = (
    ("email", "somchai.demo@example.org"),
    ("email", "nguyen.demo@example.org"),
    ("phone", "+66200005555"),
    ("wechat", "demo_applicant"),
    ("email", "anna.demo@example.org"),
)
CANNED = {
    "请稍候 / Please wait": {
        "zh": "您好，我正在为您查询，请稍候。",
        "en": "Hello, I am looking this up for you. One moment, please.",
        "th": "สวัสดีค่ะ กำลังตรวจสอบให้ กรุณารอสักครู่นะคะ",
        "vi": "Chào bạn, tôi đang kiểm tra giúp bạn, vui lòng chờ một chút.",
        "id": "Halo, saya sedang mengeceknya. Mohon tunggu sebentar.",
        "ko": "안녕하세요. 확인 중이니 잠시만 기다려 주세요.",
        "ru": "Здравствуйте, уточняю для вас. Подождите, пожалуйста, минуту.",
    },
    "材料清单 / List of documents": {
        "zh": "请把您已有的材料列给我们，我们来核对。",
        "en": "Please list the documents that you have, and we will check them.",
    },
}
