/// What stands in waybill.waybills, the changelog of the lanes and the source of the views. The key alone tells a
/// record's kind, so that a lane is restored without headers:
///
/// - `carrier/BizID/OrderID`: the whole order, state and content (`OrderRecord`). It replaces all that was said of the
///   order before. Without a value, a tombstone: the order is gone.
/// - `carrier/BizID/OrderID#status`: the state alone, after a cancel, a trace, or a later push of the same content
///   (`StatusRecord`). The lane keeps only the small state, so it could not write the content again; a status belongs
///   to the last order before it.
/// - `#serial/` and the range's prefix, digits, check digit, suffix and first serial: how many of the range's numbers
///   this partition has used up (`SerialRecord`). A former range's record stays.
/// - `#input`: up to which offset the partition's commands are decided, among how many partitions orders were dealt
///   out, and under which keys the last of them was taken (`InputRecord`).
///
/// Versions before ranges were kept wrote `#serial/carrier` and no range. That record is written anew, with the range
/// that it belongs to, with the partition's first decisions: then it is done with, and the range's own record counts.
package enum WaybillsKind: Equatable, Sendable {
    case order
    case status
    case serial
    case input

    static let statusSuffix = Array("#status".utf8)
    static let serialPrefix = Array("#serial/".utf8)
    static let inputKey = Array("#input".utf8)

    /// Nil for a key that no record of ours has.
    package init?(key: [UInt8]) {
        // An order's own key has no `#`: from the first one on stands the kind.
        guard let mark = key.firstIndex(of: UInt8(ascii: "#")) else {
            self = .order
            return
        }
        if key[mark...].elementsEqual(Self.statusSuffix) {
            self = .status
        } else if Self.isCount(key) {
            self = .serial
        } else if Self.isInput(key) {
            self = .input
        } else {
            return nil
        }
    }

    /// Whether the key is that of a count of used numbers.
    package static func isCount(_ key: [UInt8]) -> Bool { key.starts(with: serialPrefix) }

    /// Whether the key is that of the commands that are decided.
    package static func isInput(_ key: [UInt8]?) -> Bool { key == inputKey }
}
