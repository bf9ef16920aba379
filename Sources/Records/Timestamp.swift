/// RFC 3339 in UTC with milliseconds, without Foundation: it stands in every record.
package enum Timestamp {
    /// `2018-07-31T13:09:16.000Z`; milliseconds since 1970, years 1970 to 9999, what lies outside is clamped.
    package static func text(milliseconds: Int64) -> String {
        let clamped = min(max(milliseconds, 0), 253_402_300_799_999)
        let (days, rest) = (clamped / 86_400_000, clamped % 86_400_000)
        let date = civil(days: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(date.year, 4, UInt8(ascii: "-"), to: &bytes)
        append(date.month, 2, UInt8(ascii: "-"), to: &bytes)
        append(date.day, 2, UInt8(ascii: "T"), to: &bytes)
        append(rest / 3_600_000, 2, UInt8(ascii: ":"), to: &bytes)
        append(rest / 60_000 % 60, 2, UInt8(ascii: ":"), to: &bytes)
        append(rest / 1000 % 60, 2, UInt8(ascii: "."), to: &bytes)
        append(rest % 1000, 3, UInt8(ascii: "Z"), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Days since 1970 to a date of the Gregorian calendar, counted in eras of 400 years that begin on 1 March.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func append(_ value: Int64, _ width: Int, _ separator: UInt8, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        bytes.append(separator)
    }
}
