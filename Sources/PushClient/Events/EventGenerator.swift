/// Decides, push by push, whether a new order comes, an earlier one again, or a cancel; and makes up the orders.
struct EventGenerator {
    /// One push. `order` counts from 0.
    enum Step: Equatable {
        case add(order: Int)
        case cancel(order: Int)
    }

    let profile: EventProfile
    private var random: SeededGenerator
    private var orderCount = 0
    /// The newest orders are not cancelled: their answers may not be there yet.
    private let cancelDistance: Int

    init(profile: EventProfile, concurrency: Int) {
        self.profile = profile
        random = SeededGenerator(seed: profile.seed)
        cancelDistance = concurrency * 2
    }

    mutating func next() -> Step {
        let draw = random.share()
        let cancellable = orderCount - cancelDistance
        if draw < profile.cancelShare, cancellable > 0 {
            return .cancel(order: random.below(cancellable))
        }
        if draw >= 1 - profile.repeatShare, orderCount > 0 {
            let reach = min(orderCount, PushLimits.repeatReach)
            return .add(order: orderCount - 1 - random.below(reach))
        }
        orderCount += 1
        return .add(order: orderCount - 1)
    }

    func orderID(_ order: Int) -> String {
        let digits = "\(order + 1)"
        return profile.orderPrefix + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// Seconds since 1970 of the first order; each further order is one second later.
    private static let createTime = 1_533_042_556

    /// add_waybill of an order, whose number the carrier issues: the same whenever it is asked for.
    func addEvent(_ order: Int) -> EventNode {
        var random = SeededGenerator(seed: profile.seed &+ UInt64(order + 1) &* 0xD6E8_FEB8_6659_FD93)
        let token = "T" + String(random.next(), radix: 36)
        let sender = party(&random)
        let receiver = party(&random)
        return .object(
            head(event: "add_waybill", order: order) + [
                .init("Token", .plain(token)), .init("OrderID", .text(orderID(order))),
                .init("BizID", .text(profile.bizID)), .init("BizPwd", .text(profile.bizPassword)),
                .init("ShopAppID", .text("wxABCD")), .init("WayBillID", .text("0")),
                .init("Remark", .text(random.one(of: AddressBook.remarks))), .init("Sender", sender),
                .init("Receiver", receiver), .init("Cargo", cargo(&random)), .init("Insured", insurance(&random)),
                .init(
                    "Service",
                    .object([
                        .init("ServiceType", .integer(0)),
                        .init("ServiceName", .text("Standard express delivery")),
                    ])),
            ])
    }

    /// cancel_waybill of an order under the waybill id that it was answered with.
    func cancelEvent(_ order: Int, waybillID: String) -> EventNode {
        .object(
            head(event: "cancel_waybill", order: order) + [
                .init("BizID", .text(profile.bizID)), .init("BizPwd", .text(profile.bizPassword)),
                .init("ShopAppID", .text("wxABCD")), .init("OrderID", .text(orderID(order))),
                .init("WayBillID", .text(waybillID)),
            ])
    }

    private func head(event: String, order: Int) -> [EventNode.Field] {
        [
            .init("ToUserName", .text(profile.toUserName)), .init("FromUserName", .text("oABCD")),
            .init("CreateTime", .integer(Self.createTime &+ order)), .init("MsgType", .text("event")),
            .init("Event", .text(event)),
        ]
    }

    private func party(_ random: inout SeededGenerator) -> EventNode {
        let place = AddressBook.places[random.below(AddressBook.places.count)]
        let isEnglish = place.province.utf8.allSatisfy { $0 < 0x80 }
        let name =
            isEnglish
            ? random.one(of: AddressBook.englishNames)
            : random.one(of: AddressBook.familyNames) + random.one(of: AddressBook.givenNames)
        let room = "\(1 + random.below(28))-\(101 + random.below(900))"
        return .object([
            .init("Name", .text(name)), .init("Tel", .text("020-\(10_000_000 + random.below(90_000_000))")),
            .init("Mobile", .text("1000\(1_000_000 + random.below(9_000_000))")), .init("Company", .text("")),
            .init("PostCode", .text("\(100_000 + random.below(900_000))")), .init("Country", .text("China")),
            .init("Province", .text(place.province)), .init("City", .text(place.city)),
            .init("Area", .text(place.area)), .init("Address", .text("\(place.road) \(room)")),
        ])
    }

    private func cargo(_ random: inout SeededGenerator) -> EventNode {
        let items = (0...random.below(3)).map { _ in
            EventNode.object([
                .init("Name", .text(random.one(of: AddressBook.goods))), .init("Count", .integer(1 + random.below(3))),
            ])
        }
        return .object([
            .init("Weight", .tenths(1 + random.below(100))), .init("Space_X", .tenths(50 + random.below(400))),
            .init("Space_Y", .tenths(50 + random.below(300))), .init("Space_Z", .tenths(20 + random.below(200))),
            .init("Count", .integer(items.count)), .init("DetailList", .list(items)),
        ])
    }

    private func insurance(_ random: inout SeededGenerator) -> EventNode {
        let isInsured = random.below(4) == 0
        return .object([
            .init("UseInsured", .integer(isInsured ? 1 : 0)),
            .init("InsuredValue", .integer(isInsured ? 100 * (1 + random.below(1_000)) : 0)),
        ])
    }
}
