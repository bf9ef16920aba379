internal import Waybill

/// The bytes of an order's state in a lane: about 120 for an ordinary order.
///
/// Version (1), status (1), given number (1), trace count (4), event time (8), content digest (16), password digest
/// (16), waybill id, waybill data and shop as length (2) and UTF-8, then how many recent traces (1) and their digests
/// (8 each). Integers are big-endian.
///
/// Version 1 ended behind the shop, and gave the time of a cancel alone: that of a live order, 0, is one that is not
/// known.
enum OrderStateCodec {
    private static let version: UInt8 = 2
    private static let versionWithoutTraces: UInt8 = 1
    private static let fixedByteCount = 47
    private static let digestByteCount = 8

    static func bytes(of state: OrderState) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            fixedByteCount + 7 + state.waybillID.utf8.count + state.waybillData.utf8.count
                + state.shopAppID.utf8.count + state.recentTraces.digests.count * digestByteCount)
        bytes.append(version)
        bytes.append(state.status.rawValue)
        bytes.append(state.isNumberGiven ? 1 : 0)
        append(UInt64(state.traceCount), byteCount: 4, to: &bytes)
        append(UInt64(bitPattern: state.eventTime), byteCount: 8, to: &bytes)
        append(state.contentDigest, to: &bytes)
        append(state.passwordDigest, to: &bytes)
        append(state.waybillID, to: &bytes)
        append(state.waybillData, to: &bytes)
        append(state.shopAppID, to: &bytes)
        // At most `WaybillLimits.recentTraceCountMax`.
        bytes.append(UInt8(state.recentTraces.digests.count))
        for digest in state.recentTraces.digests { append(digest, byteCount: digestByteCount, to: &bytes) }
        return bytes
    }

    private static func append(_ digest: Digest, to bytes: inout [UInt8]) {
        append(digest.high, byteCount: 8, to: &bytes)
        append(digest.low, byteCount: 8, to: &bytes)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let utf8 = text.utf8.span
        // Longer texts are refused by the checks or by the record's own bound; cutting keeps the codec total.
        let count = min(utf8.count, Int(UInt16.max))
        append(UInt64(count), byteCount: 2, to: &bytes)
        if count == utf8.count {
            bytes.append(contentsOf: text.utf8)
        } else {
            bytes.append(contentsOf: text.utf8.prefix(count))
        }
    }

    /// Nil for bytes of another version or damaged ones.
    static func state(from bytes: [UInt8]) -> OrderState? {
        guard bytes.count >= fixedByteCount, bytes[0] == version || bytes[0] == versionWithoutTraces,
            let status = OrderState.Status(rawValue: bytes[1]),
            let contentDigest = Digest(bytes[15..<31]), let passwordDigest = Digest(bytes[31..<47])
        else { return nil }
        var position = fixedByteCount
        guard let waybillID = text(in: bytes, at: &position), let waybillData = text(in: bytes, at: &position),
            let shopAppID = text(in: bytes, at: &position),
            let recentTraces = bytes[0] == version ? traces(in: bytes, at: &position) : RecentTraces(),
            position == bytes.count
        else { return nil }
        return OrderState(
            status: status, waybillID: waybillID, isNumberGiven: bytes[2] == 1, waybillData: waybillData,
            shopAppID: shopAppID, contentDigest: contentDigest, passwordDigest: passwordDigest,
            eventTime: Int64(bitPattern: integer(bytes[7..<15])),
            traceCount: UInt32(truncatingIfNeeded: integer(bytes[3..<7])), recentTraces: recentTraces)
    }

    static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: byteCount) { output in
            var shift = UInt64(8 &* byteCount)
            while shift > 0 {
                shift &-= 8
                output.append(UInt8(truncatingIfNeeded: value >> shift))
            }
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

    private static func traces(in bytes: [UInt8], at position: inout Int) -> RecentTraces? {
        guard position < bytes.count else { return nil }
        let start = position + 1
        let end = start + Int(bytes[position]) * digestByteCount
        guard end <= bytes.count else { return nil }
        position = end
        // Most orders have none yet.
        guard start < end else { return RecentTraces() }
        return RecentTraces(
            stride(from: start, to: end, by: digestByteCount).map { integer(bytes[$0..<$0 + digestByteCount]) })
    }
}
