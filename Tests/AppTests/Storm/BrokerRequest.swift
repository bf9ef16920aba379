/// A request of Kafka's protocol that belongs to the end of a transaction.
struct BrokerRequest {
    /// The end of a transaction that a producer asks for.
    struct Ending {
        let transaction: String
        let isCommit: Bool
    }

    private static let (endTransaction, writeMarkers): (Int16, Int16) = (26, 27)
    /// From this version on its fields are packed in another way, which librdkafka 2.0.2 does not speak.
    private static let packedVersion: Int16 = 3

    /// By which the answer is known.
    let correlation: Int32
    /// The coordinator that tells the partitions of a transaction how it ended.
    private(set) var markerSender: Int?
    private(set) var ending: Ending?
    /// It cannot be read.
    private(set) var isForeign = false

    /// Nil for all others.
    init?(_ frame: [UInt8]) {
        var fields = Fields(frame)
        guard let kind: Int16 = fields.integer(), let version: Int16 = fields.integer(),
            let correlation: Int32 = fields.integer(), kind == Self.endTransaction || kind == Self.writeMarkers
        else { return nil }
        self.correlation = correlation
        let sender = fields.text() ?? ""
        guard kind == Self.endTransaction else {
            markerSender = sender.firstMatch(of: /broker-(\d+)-/).flatMap { Int($0.1) }
            isForeign = markerSender == nil
            return
        }
        // Between them stand the producer's number and epoch.
        if version < Self.packedVersion, let transaction = fields.text(), let _: Int64 = fields.integer(),
            let _: Int16 = fields.integer(), let isCommit: UInt8 = fields.integer()
        {
            ending = Ending(transaction: transaction, isCommit: isCommit != 0)
        } else {
            isForeign = true
        }
    }
}

/// A broker's answer to a request that ended a transaction.
struct BrokerAnswer {
    let correlation: Int32
    /// The coordinator has decided it so.
    let isSuccess: Bool

    /// Nil for what is too short to be one.
    init?(_ frame: [UInt8]) {
        var fields = Fields(frame)
        guard let correlation: Int32 = fields.integer() else { return nil }
        self.correlation = correlation
        let throttled: Int32? = fields.integer()
        let fault: Int16? = fields.integer()
        isSuccess = throttled != nil && fault == 0
    }
}

/// The fields of a frame, behind its length.
private struct Fields {
    private var bytes: ArraySlice<UInt8>

    init(_ frame: [UInt8]) { bytes = frame.dropFirst(4) }

    mutating func integer<Integer: FixedWidthInteger>() -> Integer? {
        guard bytes.count >= Integer.bitWidth / 8 else { return nil }
        defer { bytes = bytes.dropFirst(Integer.bitWidth / 8) }
        return bytes.prefix(Integer.bitWidth / 8).reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    /// Nil also where there is none.
    mutating func text() -> String? {
        guard let count: Int16 = integer(), count >= 0, bytes.count >= Int(count) else { return nil }
        defer { bytes = bytes.dropFirst(Int(count)) }
        return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
    }
}
