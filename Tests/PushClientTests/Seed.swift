import SeedEvents

@testable import PushClient

/// The example of seed 003, as the document prints it, and the same as a value.
enum Seed {
    static let xml = SeedEvent.xml

    static let json = SeedEvent.json

    static let event = EventNode.object([
        .init("ToUserName", .text("gh_abcdefg")), .init("FromUserName", .text("oABCD")),
        .init("CreateTime", .integer(1_533_042_556)), .init("MsgType", .text("event")),
        .init("Event", .text("add_waybill")), .init("Token", .plain("1234ABC234523451")),
        .init("OrderID", .text("012345678901234567890123456789")), .init("BizID", .text("xyz")),
        .init("BizPwd", .text("xyz123")), .init("ShopAppID", .text("wxABCD")), .init("WayBillID", .text("123456789")),
        .init("Remark", .text("Fragile")),
        .init(
            "Sender", party("Jim", "020-88888888", "18666666666", "123456", "Haizhu District")),
        .init(
            "Receiver", party("Wang Xiaomeng", "029-77777777", "18610000000", "654321", "Tianhe District")),
        .init(
            "Cargo",
            .object([
                .init("Weight", .tenths(12)), .init("Space_X", .tenths(205)), .init("Space_Y", .tenths(150)),
                .init("Space_Z", .tenths(100)), .init("Count", .integer(2)),
                .init("DetailList", .list([item("1001 Nights Diamond Purse"), item("Hermes Birkin Bag")])),
            ])),
        .init("Insured", .object([.init("UseInsured", .integer(1)), .init("InsuredValue", .integer(10_000))])),
        .init(
            "Service",
            .object([
                .init("ServiceType", .integer(0)), .init("ServiceName", .text("Standard express delivery")),
            ])),
    ])

    private static func party(
        _ name: String, _ tel: String, _ mobile: String, _ code: String, _ area: String
    ) -> EventNode {
        .object([
            .init("Name", .text(name)), .init("Tel", .text(tel)), .init("Mobile", .text(mobile)),
            .init("Company", .text("Company name")), .init("PostCode", .text(code)), .init("Country", .text("China")),
            .init("Province", .text("Guangdong Province")), .init("City", .text("Guangzhou")),
            .init("Area", .text(area)), .init("Address", .text("XXBlock XX, XX Building, No. XX, Road xxXX")),
        ])
    }

    private static func item(_ name: String) -> EventNode {
        .object([.init("Name", .text(name)), .init("Count", .integer(1))])
    }
}
