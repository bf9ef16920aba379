internal import Glibc

/// A moment as RFC 3339 has it, in UTC with milliseconds: `2024-02-29T12:00:00.123Z`.
package enum Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z on the system's clock.
    package static func now() -> Int64 {
        var time = timespec()
        // clock_gettime(2): fills the one timespec that it is handed; CLOCK_REALTIME cannot fail with a valid pointer.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
    }

    package static func text(milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `milliseconds` since 1970 as text. Years outside 0...9999 do not occur on a real clock and are clamped.
    package static func append(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        // 0000-01-01 and 9999-12-31 in milliseconds since 1970.
        let moment = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let days = floorDivided(moment, by: 86_400_000)
        let rest = moment - days * 86_400_000
        let date = civil(days: days)
        append(date.year, width: 4, "-", to: &bytes)
        append(date.month, width: 2, "-", to: &bytes)
        append(date.day, width: 2, "T", to: &bytes)
        append(rest / 3_600_000, width: 2, ":", to: &bytes)
        append(rest / 60_000 % 60, width: 2, ":", to: &bytes)
        append(rest / 1_000 % 60, width: 2, ".", to: &bytes)
        append(rest % 1_000, width: 3, "Z", to: &bytes)
    }

    /// The Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March, so that the leap day is
    /// the last day of its year and months follow one linear rule; 400 years are always 146,097 days.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivided(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// With zeros in front, and the mark that follows.
    private static func append(_ value: Int64, width: Int, _ mark: Unicode.Scalar, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: mark))
    }
}
