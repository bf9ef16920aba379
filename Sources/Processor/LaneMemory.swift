internal import LaneState
internal import Records
internal import Waybill

/// What a lane knows, in the domain's terms. Deciding and restoring write through the same three functions, so that a
/// lane is the fold of its changelog, byte for byte.
///
/// Keys: `o` and the order's key, `n` and carrier and number for a number that a push brought along, `s` and the
/// carrier.
struct LaneMemory {
    let lane: any Lane

    func order(_ key: [UInt8]) throws(LaneError) -> OrderState? {
        guard let bytes = try lane.value(for: Self.orderKey(key)) else { return nil }
        guard let state = OrderStateCodec.state(from: bytes) else {
            throw LaneError("an order's state in the lane cannot be read; delete the lane's file, it will be restored")
        }
        return state
    }

    func serialNext(of carrier: String) throws(LaneError) -> UInt64 {
        try lane.value(for: Self.serialKey(carrier)).map { OrderStateCodec.integer($0) } ?? 0
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

    func setSerialNext(_ next: UInt64, of carrier: String) throws(LaneError) {
        var bytes: [UInt8] = []
        OrderStateCodec.append(next, byteCount: 8, to: &bytes)
        try lane.setValue(bytes, for: Self.serialKey(carrier))
    }

    /// One record of the changelog.
    func apply(_ record: OrderRecord) throws(LaneError) {
        switch record {
        case .order(let key, let state): try setOrder(state, key: key, keyBytes: key.bytes)
        case .status(let key, let state):
            // Without its order it says nothing: the order was compacted away because a newer one follows, or an
            // operator's tombstone removed it.
            let keyBytes = key.bytes
            guard try order(keyBytes) != nil else { return }
            try setOrder(state, key: key, keyBytes: keyBytes)
        case .serial(let carrier, let next): try setSerialNext(next, of: carrier)
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

    private static func serialKey(_ carrier: String) -> [UInt8] { Array("s\(carrier)".utf8) }

    private static func numberKey(_ number: String, _ carrier: String) -> [UInt8] {
        Array("n\(carrier)/\(number)".utf8)
    }
}
