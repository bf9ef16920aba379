internal import LaneState
internal import Records
internal import Waybill

/// What a lane knows, in the domain's terms. Deciding and restoring write through the same three functions, so that a
/// lane is the fold of its changelog, byte for byte.
///
/// Keys: `o` and the order's key, `n` and carrier and number for a number that a push brought along, `s` and the carrier.
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
            // Its order may have been compacted away only because a newer one follows.
            try setOrder(state, key: key, keyBytes: key.bytes)
        case .serial(let carrier, let next): try setSerialNext(next, of: carrier)
        case .tombstone(let key): try remove(key)
        }
    }

    /// An order that an operator removed from the topic. Its number stays held: no other order may ever get it.
    private func remove(_ key: [UInt8]) throws(LaneError) {
        guard !key.isEmpty, key.first != UInt8(ascii: "#") else { return }
        try lane.setValue(nil, for: Self.orderKey(key))
    }

    private static func orderKey(_ key: [UInt8]) -> [UInt8] { [UInt8(ascii: "o")] + key }

    private static func serialKey(_ carrier: String) -> [UInt8] { Array("s\(carrier)".utf8) }

    private static func numberKey(_ number: String, _ carrier: String) -> [UInt8] {
        Array("n\(carrier)/\(number)".utf8)
    }
}
