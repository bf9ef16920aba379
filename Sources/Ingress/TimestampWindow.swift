internal import Documents

/// How far the timestamp of a push may be from this machine's clock, and the CreateTime of its event ahead of it. A
/// signature covers token, timestamp and nonce and nothing else: without a window who has seen one URL could push under
/// it for ever.
struct TimestampWindow {
    /// Nil: of any age.
    let width: Duration?

    /// `now` is in milliseconds since 1970.
    func check(_ timestamp: String, now: Int64) throws(PushRefusal) {
        guard timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(timestamp) else {
            throw PushRefusal(
                403, "timestamp", "the timestamp is no number of seconds since 1970", isWarned: true)
        }
        guard let width else { return }
        let (offset, isFar) = seconds.subtractingReportingOverflow(now / 1_000)
        guard isFar || .seconds(Int64(clamping: offset.magnitude)) > width else { return }
        let distance = Self.text(seconds: offset.magnitude)
        let (direction, advice) =
            offset > 0
            ? ("ahead of", "one of the clocks is wrong")
            : ("behind", "one of the clocks is wrong, or an old push is sent again")
        throw PushRefusal(
            403, "timestamp", "the timestamp is \(distance) \(direction) this machine's clock: \(advice)",
            kind: "timestamp \(direction)", isWarned: true)
    }

    /// An event that seems to come from the future would stand above all that come later: these would change nothing.
    /// `createTime` is in seconds since 1970, `now` in milliseconds.
    func check(createTime: Int64, now: Int64) throws(FieldFault) {
        guard let width else { return }
        let (lead, isFar) = createTime.subtractingReportingOverflow(now / 1_000)
        guard createTime > 0, isFar || .seconds(lead) > width else { return }
        let distance = Self.text(seconds: lead.magnitude)
        throw FieldFault("CreateTime is \(distance) ahead of the carrier's clock: one of the clocks is wrong")
    }

    /// Two units are enough to know a clock by: hours off is a time zone, years a clock that was never set.
    static func text(seconds: UInt64) -> String {
        let units: [(name: String, seconds: UInt64)] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0 s" }
        let parts = units[first...].prefix(2)
        var rest = seconds
        return parts.map { unit in
            defer { rest %= unit.seconds }
            return "\(rest / unit.seconds) \(unit.name)"
        }.joined(separator: " ")
    }
}
