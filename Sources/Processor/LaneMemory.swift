internal import LaneState
internal import Records
internal import Waybill

/// What a lane knows, in the domain's terms. Deciding and restoring write through the same three functions, so that a
/// lane is the fold of its changelog, byte for byte.
///
/// Keys: `o` and the order's key, `n` and carrier and number for a number that a push brought along, `r` and the series
/// of a range for how many of its numbers were used, `s` and the carrier for such a count that does not know its range,
/// `i` for the commands that are decided, among how many partitions, and the keys that they came in under.
struct LaneMemory {
    let lane: any Lane

    func order(_ key: [UInt8]) throws(LaneError) -> OrderState? {
        guard let bytes = try lane.value(for: Self.orderKey(key)) else { return nil }
        guard let state = OrderStateCodec.state(from: bytes) else {
            throw LaneError("an order's state in the lane cannot be read; delete the lane's file, it will be restored")
        }
        return state
    }

    func serialNext(of series: NumberSeries) throws(LaneError) -> UInt64 {
        try lane.value(for: Self.rangeKey(series)).map { OrderStateCodec.integer($0.prefix(8)) } ?? 0
    }

    /// The count of a carrier that does not know its range; nil where there is none.
    func rangelessNext(of carrier: String) throws(LaneError) -> UInt64? {
        try lane.value(for: Self.serialKey(carrier)).map { OrderStateCodec.integer($0) }
    }

    /// The key of the order that holds a number given by a push.
    func holder(of number: String, carrier: String) throws(LaneError) -> [UInt8]? {
        try lane.value(for: Self.numberKey(number, carrier))
    }

    func setOrder(_ state: OrderState, key: OrderKey, keyBytes: [UInt8]) throws(LaneError) {
        try lane.setValue(OrderStateCodec.bytes(of: state), for: Self.orderKey(keyBytes))
        if state.isNumberGiven {
            try lane.setValue(keyBytes, for: Self.numberKey(state.waybillID, key.carrier))
        }
    }

    func setSerial(_ count: SerialCount) throws(LaneError) {
        var bytes: [UInt8] = []
        OrderStateCodec.append(count.next, byteCount: 8, to: &bytes)
        guard let range = count.range else { return try lane.setValue(bytes, for: Self.serialKey(count.carrier)) }
        OrderStateCodec.append(range.last, byteCount: 8, to: &bytes)
        bytes += count.carrier.utf8
        try lane.setValue(bytes, for: Self.rangeKey(range.series))
    }

    /// A count that did not know its range has got this one.
    func adopt(_ count: SerialCount) throws(LaneError) {
        try setSerial(count)
        try lane.setValue(nil, for: Self.serialKey(count.carrier))
    }

    /// What the changelog says of the commands that are decided; nil where it says nothing.
    func decidedInput() throws(LaneError) -> DecidedInput? {
        try lane.value(for: Self.inputKey).map(Self.decidedInput)
    }

    /// Eight bytes of the offset; four of the number of partitions, 0 where it is not known; twice eight of the keys.
    /// What is not known at the end is not there.
    private static func decidedInput(_ bytes: [UInt8]) -> DecidedInput {
        var decided = DecidedInput(offsetNext: Int64(clamping: OrderStateCodec.integer(bytes.prefix(8))))
        if bytes.count >= 12 {
            let count = Int32(clamping: OrderStateCodec.integer(bytes[8..<12]))
            decided.partitionCount = count > 0 ? count : nil
        }
        if bytes.count >= 28 {
            decided.keys = KeyFingerprints(
                sealing: OrderStateCodec.integer(bytes[12..<20]), digest: OrderStateCodec.integer(bytes[20..<28]))
        }
        return decided
    }

    func setDecidedInput(_ decided: DecidedInput) throws(LaneError) {
        var bytes: [UInt8] = []
        OrderStateCodec.append(UInt64(max(0, decided.offsetNext)), byteCount: 8, to: &bytes)
        if decided.partitionCount != nil || decided.keys != nil {
            OrderStateCodec.append(UInt64(max(0, decided.partitionCount ?? 0)), byteCount: 4, to: &bytes)
        }
        if let keys = decided.keys {
            OrderStateCodec.append(keys.sealing, byteCount: 8, to: &bytes)
            OrderStateCodec.append(keys.digest, byteCount: 8, to: &bytes)
        }
        try lane.setValue(bytes, for: Self.inputKey)
    }

    /// One record of the changelog.
    func apply(_ entry: ChangelogEntry) throws(LaneError) {
        switch entry {
        case .order(let key, let state): try setOrder(state, key: key, keyBytes: key.bytes)
        case .status(let key, let state):
            // Without its order it says nothing: the order was compacted away because a newer one follows, or an
            // operator's tombstone removed it.
            let keyBytes = key.bytes
            guard try order(keyBytes) != nil else { return }
            try setOrder(state, key: key, keyBytes: keyBytes)
        case .serial(let count): try setSerial(count)
        case .adoption(let count): try adopt(count)
        case .input(let decided): try setDecidedInput(decided)
        case .tombstone(let key): try remove(key)
        }
    }

    /// An order that an operator removed from the topic, and the number that it held: a lane restored after the
    /// tombstone itself is gone knows of neither.
    private func remove(_ key: [UInt8]) throws(LaneError) {
        guard let state = try order(key) else { return }
        try lane.setValue(nil, for: Self.orderKey(key))
        guard state.isNumberGiven, let end = key.firstIndex(of: UInt8(ascii: "/")) else { return }
        let carrier = String(decoding: key[..<end], as: UTF8.self)
        try lane.setValue(nil, for: Self.numberKey(state.waybillID, carrier))
    }

    private static func orderKey(_ key: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(key.count + 1)
        bytes.append(UInt8(ascii: "o"))
        bytes.append(contentsOf: key)
        return bytes
    }

    private static func rangeKey(_ series: NumberSeries) -> [UInt8] { Array("r\(series)".utf8) }

    private static let inputKey = [UInt8(ascii: "i")]

    private static func serialKey(_ carrier: String) -> [UInt8] { Array("s\(carrier)".utf8) }

    private static func numberKey(_ number: String, _ carrier: String) -> [UInt8] {
        Array("n\(carrier)/\(number)".utf8)
    }
}

// MARK: - Between transactions

extension LaneMemory {
    /// All counts of used numbers, with and without a range.
    func serialCounts() throws(LaneError) -> [SerialCount] {
        var counts: [SerialCount] = []
        try forEach(startingWith: "r") { key, value in
            guard value.count >= 16, let series = NumberSeries(String(decoding: key, as: UTF8.self)),
                let range = try? series.range(to: OrderStateCodec.integer(value[8..<16]))
            else {
                throw LaneError("a count of numbers in the lane cannot be read; delete the lane's file, it is restored")
            }
            let carrier = String(decoding: value[16...], as: UTF8.self)
            counts.append(SerialCount(carrier: carrier, range: range, next: OrderStateCodec.integer(value[..<8])))
        }
        try forEach(startingWith: "s") { key, value in
            let carrier = String(decoding: key, as: UTF8.self)
            counts.append(SerialCount(carrier: carrier, range: nil, next: OrderStateCodec.integer(value)))
        }
        return counts
    }

    /// The keys of `decidedInput`.
    func decidedKeys() throws(LaneError) -> KeyFingerprints? {
        var keys: KeyFingerprints?
        try forEach(startingWith: "i") { _, value in keys = Self.decidedInput(value).keys }
        return keys
    }

    /// Every number that a push brought along.
    func forEachGiven(_ body: (String) -> Void) throws(LaneError) {
        try forEach(startingWith: "n") { key, _ in
            guard let slash = key.lastIndex(of: UInt8(ascii: "/")) else { return }
            body(String(decoding: key[(slash + 1)...], as: UTF8.self))
        }
    }

    /// `body` gets what follows the prefix.
    private func forEach(
        startingWith prefix: String, _ body: (ArraySlice<UInt8>, [UInt8]) throws -> Void
    ) throws(LaneError) {
        do {
            try lane.forEach(startingWith: Array(prefix.utf8)) { key, value in
                try body(key.dropFirst(prefix.utf8.count), value)
            }
        } catch {
            throw error as? LaneError ?? LaneError("a lane cannot be read: \(error)")
        }
    }
}
