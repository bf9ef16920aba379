"""How place names are read where a dictionary of common words reads them otherwise, and names used in English."""

# The reading of a character in nearly every place name.
CHARACTERS = {
    "都": "du", "长": "chang", "勒": "le", "什": "shi", "佛": "fo", "单": "shan", "尾": "wei", "曾": "zeng",
    "朝": "chao", "蚌": "beng", "漯": "luo", "涡": "guo", "浚": "xun", "珲": "hun", "乐": "le", "柏": "bai", "峙": "shi",
    "覃": "qin", "泊": "bo", "伽": "jia", "峒": "tong", "圩": "xu", "宕": "tan", "称": "chen", "筠": "jun",
    "荥": "xing", "柞": "zha", "阿": "a", "堡": "bao", "埔": "pu", "六": "liu", "卡": "ka", "棱": "ling",
}

# Whole names (short form), syllable by syllable.
NAMES = {
    "六安": "lu an", "六合": "lu he", "乐清": "yue qing", "乐亭": "lao ting", "乐陵": "lao ling", "长子": "zhang zi",
    "长子县": "zhang zi xian", "洪洞": "hong tong", "荥经": "ying jing", "大埔": "da bu", "吴堡": "wu bu",
    "红寺堡": "hong si bu", "大城": "dai cheng", "东阿": "dong e", "丹棱": "dan leng", "中牟": "zhong mu",
    "牟平": "mu ping", "牟定": "mou ding", "莘县": "shen xian", "单县": "shan xian", "尉犁": "yu li",
    "番禺": "pan yu", "丽水": "li shui", "台州": "tai zhou", "蔚县": "yu xian", "新堡": "xin pu",
}

# Names used in English before, or besides, the reading: by code, or by short name for provinces and cities.
CONVENTIONAL = {
    "150000": ["Inner Mongolia", "Nei Mongol", "内蒙"], "540000": ["Tibet"], "610000": ["Shaanxi"],
    "710000": ["Taiwan"], "810000": ["Hong Kong"], "820000": ["Macao", "Macau"],
    "重庆": ["Chongqing", "Chungking"], "西安": ["Xi'an"], "厦门": ["Xiamen", "Amoy"],
    "哈尔滨": ["Harbin", "Haerbin"], "齐齐哈尔": ["Qiqihar", "Qiqihaer"], "呼和浩特": ["Hohhot"],
    "乌鲁木齐": ["Urumqi", "\u00dcr\u00fcmqi"], "拉萨": ["Lhasa"], "日喀则": ["Shigatse", "Xigaze"], "昌都": ["Qamdo", "Chamdo"],
    "林芝": ["Nyingchi"], "山南": ["Lhoka"], "那曲": ["Nagqu", "Nagchu"], "阿里": ["Ngari"],
    "鄂尔多斯": ["Ordos"], "呼伦贝尔": ["Hulunbuir", "Hulun Buir"], "巴彦淖尔": ["Bayannur", "Bayan Nur"],
    "乌兰察布": ["Ulanqab"], "锡林郭勒": ["Xilingol", "Xilin Gol"], "阿拉善": ["Alxa"], "兴安": ["Hinggan"],
    "吐鲁番": ["Turpan", "Turfan"], "哈密": ["Hami", "Kumul"], "克拉玛依": ["Karamay"], "喀什": ["Kashgar", "Kashi"],
    "和田": ["Hotan"], "阿克苏": ["Aksu"], "阿勒泰": ["Altay"], "塔城": ["Tacheng", "Tarbagatay"],
    "博尔塔拉": ["Bortala"], "巴音郭楞": ["Bayingolin", "Bayingol"], "克孜勒苏": ["Kizilsu"], "伊犁": ["Ili"],
    "百色": ["Baise", "Bose"], "延边": ["Yanbian"], "阿坝": ["Aba", "Ngawa"], "甘孜": ["Garze", "Ganzi"],
    "果洛": ["Golog"], "玉树": ["Yushu"], "海北": ["Haibei"], "迪庆": ["Diqing", "Deqen"], "西双版纳": ["Xishuangbanna"],
    "佳木斯": ["Jiamusi", "Kiamusze"], "大兴安岭": ["Daxing'anling", "Greater Khingan"], "三沙": ["Sansha"],
    "210212": ["Lushunkou", "Lushun"], "310115": ["Pudong"], "150781": ["Manzhouli"], "152501": ["Erenhot"],
    "152502": ["Xilinhot"], "152201": ["Ulanhot"], "632801": ["Golmud"], "632802": ["Delhi"], "659001": ["Shihezi"],
    "653101": ["Kashgar", "Kashi"], "653201": ["Hotan"], "653221": ["Hotan"], "652901": ["Aksu"], "654301": ["Altay"],
    "652801": ["Korla"], "652902": ["Kuqa"], "654002": ["Yining", "Ghulja"], "653125": ["Yarkant"],
    "654003": ["Kuytun"], "652701": ["Bole", "Bortala"], "653001": ["Artux"], "371481": ["Laoling", "Leling"],
    "152921": ["Alxa Left"], "152922": ["Alxa Right"], "152923": ["Ejin"], "150723": ["Oroqen"], "150724": ["Ewenki"],
    "150722": ["Morin Dawa"], "533401": ["Shangri-La"], "640303": ["Hongsibu", "Hongsipu"], "429021": ["Shennongjia"],
    "460302": ["Xisha", "Paracel"], "460303": ["Nansha"], "150622": ["Jungar"], "150221": ["Tumed Right"],
    "150121": ["Tumed Left"],
}
