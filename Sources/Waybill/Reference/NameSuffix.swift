/// The words that say what kind of place a name is of, in Chinese, English and pinyin.
struct NameSuffix: Sendable {
    /// As it ends an official Chinese name.
    let chinese: String
    /// As English addresses write it, most usual first.
    let english: [String]
    let foldedEnglish: [[UInt8]]
    let pinyin: String

    /// Longest first, so that the first one that fits is the whole of it.
    static let provinces = [
        NameSuffix(
            "\u{7279}\u{522b}\u{884c}\u{653f}\u{533a}", ["Special Administrative Region", "SAR"], "tebiexingzhengqu"),
        NameSuffix("\u{81ea}\u{6cbb}\u{533a}", ["Autonomous Region"], "zizhiqu"),
        NameSuffix("\u{7701}", ["Province"], "sheng"),
        NameSuffix("\u{5e02}", ["Municipality", "City"], "shi"),
    ]
    static let cities = [
        NameSuffix("\u{81ea}\u{6cbb}\u{5dde}", ["Autonomous Prefecture", "Prefecture"], "zizhizhou"),
        NameSuffix("\u{5730}\u{533a}", ["Prefecture", "Region"], "diqu"),
        NameSuffix("\u{76df}", ["League"], "meng"),
        NameSuffix("\u{5e02}", ["City"], "shi"),
    ]
    static let areas = [
        NameSuffix("\u{81ea}\u{6cbb}\u{53bf}", ["Autonomous County", "County"], "zizhixian"),
        NameSuffix("\u{81ea}\u{6cbb}\u{65d7}", ["Autonomous Banner", "Banner"], "zizhiqi"),
        NameSuffix("\u{65b0}\u{533a}", ["New Area", "New District", "District"], "xinqu"),
        NameSuffix("\u{6797}\u{533a}", ["Forestry District", "District"], "linqu"),
        NameSuffix("\u{7279}\u{533a}", ["Special District", "District"], "tequ"),
        NameSuffix("\u{533a}", ["District"], "qu"),
        NameSuffix("\u{53bf}", ["County"], "xian"),
        NameSuffix("\u{5e02}", ["City"], "shi"),
        NameSuffix("\u{65d7}", ["Banner"], "qi"),
    ]

    private init(_ chinese: String, _ english: [String], _ pinyin: String) {
        self.chinese = chinese
        self.english = english
        foldedEnglish = english.map(NameFolding.fold)
        self.pinyin = pinyin
    }

    /// The one that an official name ends with.
    static func suffix(of name: String, level: Place.Level) -> NameSuffix? {
        let candidates =
            switch level {
            case .province: provinces
            // A directly governed county is a city to the carrier and named as an area.
            case .city: cities + areas
            case .area: areas
            }
        let bytes = Array(name.utf8)
        return candidates.first { suffix in
            let ending = Array(suffix.chinese.utf8)
            return bytes.count > ending.count && bytes.suffix(ending.count) == ending[...]
        }
    }

    /// A Chinese name without this suffix; nil where one character would be left: the county of Shan is never "Shan".
    func short(_ name: String) -> [UInt8]? {
        let rest = Array(name.utf8.dropLast(chinese.utf8.count))
        return rest.count >= Self.shortNameByteCountMin ? rest : nil
    }

    private static let shortNameByteCountMin = 6

    /// A folded name without its suffix, in every way that leaves something, the longest suffix first.
    static func stripped(_ name: [UInt8]) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for ending in endings where name.count > ending.count && name.suffix(ending.count) == ending[...] {
            let rest = Array(name.dropLast(ending.count))
            // In pinyin two letters are left at least.
            guard rest.count >= (rest.last ?? 0 < 0x80 ? 2 : shortNameByteCountMin) else { continue }
            names.append(rest)
        }
        return names
    }

    /// Where it is the name of an autonomous area, or of a people's: what comes before the word that says so.
    static func beforeAutonomy(_ name: [UInt8]) -> ArraySlice<UInt8>? {
        for mark in autonomyMarks where name.count > mark.count {
            for start in 1...(name.count - mark.count) where name[start..<(start + mark.count)] == mark[...] {
                return name[..<start]
            }
        }
        return nil
    }

    private static let endings: [[UInt8]] = {
        let all = provinces + cities + areas
        let colloquial = ["\u{5dde}", "zhou", "Area", "Prefecture City"]
        let written = all.flatMap { [$0.chinese, $0.pinyin] + $0.english } + colloquial
        return Set(written.map(NameFolding.fold)).sorted { $0.count > $1.count }
    }()

    /// "Autonomous", the Chinese and the pinyin for it, and the Chinese for a people.
    private static let autonomyMarks = ["autonomous", "\u{81ea}\u{6cbb}", "zizhi", "\u{65cf}"].map(NameFolding.fold)
}
