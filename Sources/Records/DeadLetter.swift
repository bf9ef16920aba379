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
        package static let redriveJob = "waybill_redrive_job"
        package static let version = "waybill_version"
    }

    /// `time` is in milliseconds since 1970.
    package static func record(_ input: Record, result: Result, time: Int64, version: String) -> NewRecord {
        var headers = Headers()
        var attempt: Int64 = 1
        var failedAt = Timestamp.text(milliseconds: time)
        for (name, value) in input.headers {
            switch name {
            case Name.attempt: attempt = increment(value)
            case Name.failedAt: failedAt = value.map { String(decoding: $0, as: UTF8.self) } ?? failedAt
            case Name.exception, Name.message, Name.topic, Name.partition, Name.offset, Name.resultCode,
                Name.resultMessage, Name.version:
                break  // Of an earlier failure; said anew below.
            default:
                if let value { headers.append(name, value) } else { headers.appendNull(name) }
            }
        }
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

    private static func increment(_ value: ArraySlice<UInt8>?) -> Int64 {
        let attempts = value.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
        return attempts >= 0 && attempts < .max ? attempts + 1 : 1
    }
}
