/// Small tables from which generated events draw: people, places and goods, in Chinese and in English. All of them are
/// made up; the telephone numbers are of no network.
enum AddressBook {
    struct Place: Equatable, Sendable {
        let province: String
        let city: String
        let area: String
        let road: String
    }

    /// Chinese family names.
    static let familyNames = [
        "\u{738B}", "\u{674E}", "\u{5F20}", "\u{5218}", "\u{9648}", "\u{6768}", "\u{8D75}", "\u{9EC4}", "\u{5468}",
        "\u{5434}",
    ]

    /// Chinese given names.
    static let givenNames = [
        "\u{4F1F}", "\u{82B3}", "\u{79C0}\u{82F1}", "\u{654F}", "\u{9759}",
        "\u{78CA}", "\u{6D0B}", "\u{8273}", "\u{5C0F}\u{840C}", "\u{5EFA}\u{56FD}",
    ]

    /// Names as merchants write them in English; one holds what XML must escape.
    static let englishNames = [
        "Jim Green", "Wang Xiaomeng", "Alice Chen", "Li Wei", "Zhang Min",
        "Bob O'Neil", "Chen Jing", "Grace Liu", "Tom & Sons", "Zhao Lei",
    ]

    /// Where parcels go to and come from.
    static let places = [
        Place(
            province: "\u{5E7F}\u{4E1C}\u{7701}", city: "\u{5E7F}\u{5DDE}\u{5E02}", area: "\u{6D77}\u{73E0}\u{533A}",
            road: "\u{65B0}\u{6E2F}\u{4E2D}\u{8DEF}397\u{53F7}"),
        Place(
            province: "\u{5E7F}\u{4E1C}\u{7701}", city: "\u{5E7F}\u{5DDE}\u{5E02}", area: "\u{5929}\u{6CB3}\u{533A}",
            road: "\u{5929}\u{6CB3}\u{8DEF}208\u{53F7}"),
        Place(
            province: "\u{5E7F}\u{4E1C}\u{7701}", city: "\u{6DF1}\u{5733}\u{5E02}", area: "\u{5357}\u{5C71}\u{533A}",
            road: "\u{79D1}\u{82D1}\u{8DEF}15\u{53F7}"),
        Place(
            province: "\u{5317}\u{4EAC}\u{5E02}", city: "\u{5317}\u{4EAC}\u{5E02}", area: "\u{671D}\u{9633}\u{533A}",
            road: "\u{5EFA}\u{56FD}\u{8DEF}88\u{53F7}"),
        Place(
            province: "\u{4E0A}\u{6D77}\u{5E02}", city: "\u{4E0A}\u{6D77}\u{5E02}",
            area: "\u{6D66}\u{4E1C}\u{65B0}\u{533A}",
            road: "\u{4E16}\u{7EAA}\u{5927}\u{9053}100\u{53F7}"),
        Place(
            province: "\u{6D59}\u{6C5F}\u{7701}", city: "\u{676D}\u{5DDE}\u{5E02}", area: "\u{897F}\u{6E56}\u{533A}",
            road: "\u{6587}\u{4E09}\u{8DEF}90\u{53F7}"),
        Place(
            province: "\u{56DB}\u{5DDD}\u{7701}", city: "\u{6210}\u{90FD}\u{5E02}", area: "\u{6B66}\u{4FAF}\u{533A}",
            road: "\u{5929}\u{5E9C}\u{5927}\u{9053}1\u{53F7}"),
        Place(
            province: "Guangdong Province", city: "Guangzhou", area: "Haizhu District",
            road: "No. 397, Xingang Middle Road"),
        Place(province: "Guangdong Province", city: "Guangzhou", area: "Tianhe District", road: "No. 208, Tianhe Road"),
        Place(province: "Guangdong Province", city: "Shenzhen", area: "Nanshan District", road: "No. 15, Keyuan Road"),
        Place(province: "Zhejiang Province", city: "Hangzhou", area: "Xihu District", road: "No. 90, Wensan Road"),
    ]

    /// What is in them.
    static let goods = [
        "Tea, 500 g", "1001 Nights Diamond Purse", "\u{8336}\u{53F6}", "\u{624B}\u{673A}\u{58F3}", "Books <3 vols>",
        "\u{8FD0}\u{52A8}\u{978B}",
    ]

    /// What stands on them.
    static let remarks = [
        "Fragile", "", "\u{6613}\u{788E}", "Ring twice",
    ]
}
