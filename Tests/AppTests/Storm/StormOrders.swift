internal import Configuration
internal import Crypto
internal import Documents
internal import JSON
internal import Log
import OrderFields
internal import Records
import SeedParcel
internal import SingleRecords
internal import Time
internal import Waybill
internal import WeChat

/// Commands as an ingress writes them, made up from a seed: new orders, half with a number of their own; a tenth pushes
/// an order again, a twentieth cancels one, some are wrong.
struct StormOrders {
    enum Kind { case new, repeated, cancel, wrong }

    struct Made {
        let kind: Kind
        let order: Int
        /// The event's CreateTime, by which its repeats are known.
        let time: Int64
        var record: NewRecord
        var id: String
    }

    private let secrets: Secrets
    private let passwordDigest: Digest
    private let content: Content
    private let partitionCount: Int32
    private let replyPartitionCount: Int32
    private var random: Seeded
    private var commandCount = 0
    private var orderCount = 0

    init(_ site: Site, _ log: any Log, seed: UInt64) throws {
        let keys = try loadKeys(file: site.keys)
        secrets = Secrets(keyring: keys.keyring, digestKey: keys.digestKey)
        passwordDigest = secrets.passwordDigest(carrier: "ZTO", bizID: "xyz", password: "xyz123")
        var parser = JSONParser()
        content = try Content(Fields(parser.parse(Event.add("storm").bytes(.json))))
        partitionCount = try log.partitionCount(of: .commands)
        replyPartitionCount = try log.partitionCount(of: .replies)
        random = Seeded(seed)
    }

    /// `settled` are orders whose number is known and which nobody cancels; one that is cancelled here leaves them.
    mutating func next(_ settled: inout [Int]) throws -> Made {
        let chance = random.percent()
        if chance < 15, !settled.isEmpty {
            let place = Int(random.next() % UInt64(settled.count))
            // Odd orders brought their number along: a cancel can name it.
            if chance < 5, settled[place].isMultiple(of: 2) == false {
                let order = settled[place]
                settled.swapAt(place, settled.count - 1)
                settled.removeLast()
                return try made(.cancel, order)
            }
            return try made(.repeated, settled[place])
        }
        orderCount += 1
        return try made(chance >= 97 ? .wrong : .new, orderCount)
    }

    /// The same once more, as an ingress writes the repeat of a push.
    mutating func again(_ old: Made) throws -> Made {
        try made(old.kind, old.order, old.time)
    }

    private mutating func made(_ kind: Kind, _ order: Int, _ repeatedTime: Int64? = nil) throws -> Made {
        commandCount += 1
        let id = "storm-\(commandCount)"
        let createTime = repeatedTime ?? Int64(1_600_000_000 + commandCount)
        let time = Timestamp.now()
        let record = CommandRecord.record(
            try command(kind, order, createTime), partitionCount: partitionCount, source: "/storm", time: time,
            reply: ReplyAddress(
                instance: "storm", partition: Int32(commandCount) % replyPartitionCount, correlationID: id))
        return Made(kind: kind, order: order, time: createTime, record: record, id: id)
    }

    private func command(_ kind: Kind, _ order: Int, _ time: Int64) throws -> CommandRecord.Body {
        let key = OrderKey(carrier: "ZTO", bizID: "xyz", orderID: "\(kind == .wrong ? "wrong" : "storm")-\(order)")
        let number = order.isMultiple(of: 2) ? "0" : Self.number(order)
        guard kind != .cancel else {
            return .cancelWaybill(
                CancelWaybill(
                    key: key, createTime: time, shopAppID: "wxABCD", waybillID: number, passwordDigest: passwordDigest))
        }
        return .addWaybill(
            AddWaybill(
                key: key, createTime: time, shopAppID: "wxABCD", waybillID: kind == .wrong ? "99" : number,
                content: content, passwordDigest: passwordDigest,
                sealedToken: UTF8Slice(try secrets.seal(token: "1234ABC234523451", for: key))))
    }

    /// Of the second range that the shipped configuration gives to WeChat.
    private static func number(_ serial: Int) -> String {
        let digits = Array("76".utf8) + Array(String(100_000_000_000 + serial).utf8.dropFirst())
        let check = CheckDigit.mod10.digit(over: digits.map { $0 - 0x30 }) ?? 0
        return String(decoding: digits, as: UTF8.self) + "\(check)"
    }
}
