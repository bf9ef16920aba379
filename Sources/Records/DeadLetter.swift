package import Log
internal import Time
package import Waybill

/// A failure in waybill.dead-letters: the input's key, value and timestamp byte for byte, its headers, then KIP-1034's
/// `__streams.errors.*` and our own. The partition is the input's.
package enum DeadLetter {
    package enum Name {
        package static let exception = "__streams.errors.exception"
        package static let message = "__streams.errors.message"
        package static let topic = "__streams.errors.topic"
        package static let partition = "__streams.errors.partition"
        package static let offset = "__streams.errors.offset"
        package static let resultCode = "waybill_result_code"
        package static let resultMessage = "waybill_result_msg"
        /// How often this input has been decided and failed, 1 for the first time.
        package static let attempt = "waybill_attempt"
        /// When it failed first, RFC 3339.
        package static let failedAt = "waybill_first_failed_at"
        package static let version = "waybill_version"

        /// Every header that a dead letter adds.
        static let ours = [
            exception, message, topic, partition, offset, resultCode, resultMessage, attempt, failedAt, version,
        ]
    }

    /// `time` is in milliseconds since 1970.
    package static func record(_ input: Record, result: Result, time: Int64, version: String) -> NewRecord {
        var headers = Headers(capacity: input.headers.bytes.count + RecordLimits.headerByteCount)
        // Those of an earlier failure are said anew.
        headers.append(input.headers, except: Name.ours)
        let attempt = attemptNext(input.headers)
        let failedAt = firstFailure(input.headers) ?? Timestamp.text(milliseconds: time)
        headers.append(Name.exception, "waybill.ResultCode\(result.code.rawValue)")
        headers.append(Name.message, result.message)
        headers.append(Name.topic, input.topic.name)
        headers.append(Name.partition, String(input.partition))
        headers.append(Name.offset, String(input.offset))
        headers.append(Name.resultCode, String(result.code.rawValue))
        headers.append(Name.resultMessage, result.message)
        headers.append(Name.attempt, String(attempt))
        headers.append(Name.failedAt, failedAt)
        headers.append(Name.version, version)
        return NewRecord(
            topic: .deadLetters, partition: input.partition, timestamp: input.timestamp, key: input.key,
            value: input.value, headers: headers)
    }

    private static func attemptNext(_ headers: Headers) -> Int64 {
        let attempts = headers.text(Name.attempt).flatMap { Int64($0) } ?? 0
        return (0..<Int64.max).contains(attempts) ? attempts + 1 : 1
    }

    /// The time that an earlier failure noted; what is no time is not taken over, it could be of any length.
    private static func firstFailure(_ headers: Headers) -> String? {
        guard let bytes = headers[Name.failedAt], bytes.count <= RecordLimits.timeByteCountMax,
            bytes.allSatisfy({ (0x20..<0x7f).contains($0) })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
