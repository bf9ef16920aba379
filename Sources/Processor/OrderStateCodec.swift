internal import Waybill

/// The bytes of an order's state in a lane: about 120 for an ordinary order.
///
/// Version (1), status (1), given number (1), trace count (4), cancel time (8), content digest (16), password digest
/// (16), then waybill id, waybill data and shop as length (2) and UTF-8. Integers are big-endian.
enum OrderStateCodec {
    private static let version: UInt8 = 1
    private static let fixedByteCount = 47

    static func bytes(of state: OrderState) -> [UInt8] {
        var bytes: [UInt8] = []
        let texts = [state.waybillID, state.waybillData, state.shopAppID]
        bytes.reserveCapacity(texts.reduce(fixedByteCount) { $0 + 2 + $1.utf8.count })
        bytes.append(version)
        bytes.append(state.status.rawValue)
        bytes.append(state.isNumberGiven ? 1 : 0)
        append(UInt64(state.traceCount), byteCount: 4, to: &bytes)
        append(UInt64(bitPattern: state.cancelTime), byteCount: 8, to: &bytes)
        bytes.append(contentsOf: state.contentDigest.bytes)
        bytes.append(contentsOf: state.passwordDigest.bytes)
        for text in texts {
            // Longer texts are refused by the checks or by the record's own bound; cutting keeps the codec total.
            let utf8 = text.utf8.prefix(Int(UInt16.max))
            append(UInt64(utf8.count), byteCount: 2, to: &bytes)
            bytes.append(contentsOf: utf8)
        }
        return bytes
    }

    /// Nil for bytes of another version or damaged ones.
    static func state(from bytes: [UInt8]) -> OrderState? {
        guard bytes.count >= fixedByteCount, bytes[0] == version,
            let status = OrderState.Status(rawValue: bytes[1]),
            let contentDigest = Digest(bytes[15..<31]), let passwordDigest = Digest(bytes[31..<47])
        else { return nil }
        var position = fixedByteCount
        guard let waybillID = text(in: bytes, at: &position), let waybillData = text(in: bytes, at: &position),
            let shopAppID = text(in: bytes, at: &position), position == bytes.count
        else { return nil }
        return OrderState(
            status: status, waybillID: waybillID, isNumberGiven: bytes[2] == 1, waybillData: waybillData,
            shopAppID: shopAppID, contentDigest: contentDigest, passwordDigest: passwordDigest,
            traceCount: UInt32(truncatingIfNeeded: integer(bytes[3..<7])),
            cancelTime: Int64(bitPattern: integer(bytes[7..<15])))
    }

    static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
        for index in (0..<byteCount).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }

    static func integer(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func text(in bytes: [UInt8], at position: inout Int) -> String? {
        guard position + 2 <= bytes.count else { return nil }
        let start = position + 2
        let end = start + Int(integer(bytes[position..<start]))
        guard end <= bytes.count else { return nil }
        position = end
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
