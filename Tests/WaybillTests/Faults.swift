import SeedParcel

@testable import Waybill

/// Every rule of spec section 2 that a push of add_waybill can break, one row each.
enum Faults {
    static let all = account + number + head + sender + receiver + cargo + insurance + service + issuing

    static let sender =
        contact("Sender", \.sender, .incompleteSender) + place("Sender", \.sender, .unreachableSender)
        + [
            Fault("Sender not collected from", .unreachableSender, "Sender: the carrier does not collect parcels there")
            { $0.add.content.sender[.city] = "Zhuhai" }
        ]
    static let receiver =
        contact("Receiver", \.receiver, .incompleteReceiver) + place("Receiver", \.receiver, .unreachableReceiver)
        + [
            Fault("Receiver not delivered to", .unreachableReceiver, "Receiver: the carrier does not deliver there") {
                $0.add.content.receiver[.city] = "Shenzhen"
            }
        ]

    static let account = [
        Fault("unknown carrier", .other, "the carrier is not configured") { $0.rekey(carrier: "NOSUCH") },
        Fault("empty BizID", .unknownAccount, "BizID is empty") { $0.rekey(bizID: "") },
        Fault("unknown BizID", .unknownAccount, "BizID is not an account of this carrier") { $0.rekey(bizID: "abcd") },
        Fault("BizID too long", .unknownAccount, "BizID is not an account of this carrier") {
            $0.rekey(bizID: .filler(129))
        },
        Fault("suspended account", .unknownAccount, "the account of BizID is suspended") { $0.rules.isActive = false },
        Fault("wrong password", .wrongPassword, "BizPwd is not the password of BizID") {
            $0.add.passwordDigest = Seed.digest(0x12)
        },
        Fault("no password", .wrongPassword, "BizPwd is not the password of BizID") { $0.add.passwordDigest = .zero },
    ]

    private static let outside = "WayBillID is not a number of the segments that the carrier gave to WeChat"
    static let number = [
        Fault("no number", .wrongWaybillID, "WayBillID is empty; 0 asks the carrier for a number") {
            $0.add.waybillID = ""
        },
        Fault("two zeros", .wrongWaybillID, outside) { $0.add.waybillID = "00" },
        Fault("blank number", .wrongWaybillID, outside) { $0.add.waybillID = "   " },
        Fault("number of letters", .wrongWaybillID, outside) { $0.add.waybillID = "ABCDEFGHI" },
        Fault("number just below the segment", .wrongWaybillID, outside) { $0.add.waybillID = "122999999" },
        Fault("number just above the segment", .wrongWaybillID, outside) { $0.add.waybillID = "124000000" },
        Fault("number one digit short", .wrongWaybillID, outside) { $0.add.waybillID = "12345678" },
        Fault("number one digit long", .wrongWaybillID, outside) { $0.add.waybillID = "1234567890" },
        Fault("number too long", .wrongWaybillID, outside) { $0.add.waybillID = .filler(65) },
        Fault("number with a space", .wrongWaybillID, outside) { $0.add.waybillID = " 123456789" },
        Fault("number of the carrier's own range", .wrongWaybillID, outside) { $0.add.waybillID = "731100000001" },
        Fault("right check digit outside of the segment", .wrongWaybillID, outside) {
            $0.add.waybillID = "WX5000013CN"
        },
        Fault("wrong check digit", .wrongWaybillID, "the check digit of WayBillID is wrong") {
            $0.add.waybillID = "WX0001231CN"
        },
        Fault("number of another order", .wrongWaybillID, "WayBillID belongs to another order") {
            $0.facts.holder = Array("ZTO/xyz/another".utf8)
        },
    ]

    /// Rules that no code of the API is about.
    static let head = [
        Fault("OrderID too long", .other, "OrderID is longer than 512 bytes") { $0.rekey(orderID: .filler(513)) },
        Fault("ShopAppID too long", .other, "ShopAppID is longer than 64 bytes") { $0.add.shopAppID = .filler(65) },
        Fault("Remark too long", .other, "Remark is longer than 1024 bytes") {
            $0.add.content.remark = .filler(1025)
        },
    ]

    static let issuing = [
        Fault(
            "numbers used up", .other,
            "the carrier's waybill numbers are used up; the carrier has to enter another range"
        ) {
            $0.add.waybillID = "0"
            $0.facts.serialNext = 100
        }
    ]
}

extension Situation {
    mutating func rekey(carrier: String? = nil, bizID: String? = nil, orderID: String? = nil) {
        let key = add.key
        add.key = OrderKey(
            carrier: carrier ?? key.carrier, bizID: bizID ?? key.bizID, orderID: orderID ?? key.orderID)
    }
}
