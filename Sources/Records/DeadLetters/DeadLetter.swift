package import Log
internal import Time
package import Waybill

/// A failure in waybill.dead-letters: the input's key, value and headers byte for byte, then KIP-1034's
/// `__streams.errors.*` and our own. The partition is the input's, the time that of the failure, from which the dead
/// letter ages.
///
/// Whatever a topic can hold becomes one. Of an input that is larger than a dead letter may be, value, headers and key
/// are cut, and headers say so; topic, partition and offset tell where the whole is.
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
        /// The input's own time in milliseconds since 1970, as it stands there: also 0, and -1 for none. Where this is
        /// absent, an older version wrote the dead letter, and gave it its input's time.
        package static let inputTime = "waybill_input_timestamp"
        /// How many bytes the input's value has, where it was cut.
        package static let valueByteCount = "waybill_value_bytes"
        /// How many bytes the input's key has, where it was cut.
        package static let keyByteCount = "waybill_key_bytes"
        /// How many headers of the input were left out, where any was; `unknown` where they could not be read.
        package static let omittedHeaderCount = "waybill_headers_omitted"

        /// Every header that a dead letter adds.
        static let ours = [
            exception, message, topic, partition, offset, resultCode, resultMessage, attempt, failedAt, version,
            inputTime, MissingLetter.offsetNext,
        ]
        /// Those of a dead letter that was cut before stay, unless it is cut again.
        static let omissions = [valueByteCount, keyByteCount, omittedHeaderCount]
    }

    /// `time` is in milliseconds since 1970; `byteCountMax` bounds key, value and headers together, and is at least
    /// `RecordLimits.leastDeadLetterByteCountMax`.
    package static func record(
        _ input: Record, verdict: Verdict, time: Int64, version: String,
        byteCountMax: Int = LogLimits.deadLetterByteCountMax
    ) -> NewRecord {
        var headers = Headers(capacity: input.headers.bytes.count + RecordLimits.headerByteCount)
        // Those of an earlier failure are said anew.
        headers.append(input.headers, except: Name.ours)
        append(failure: verdict, of: input, time, version, to: &headers)
        var letter = NewRecord(
            topic: .deadLetters, partition: input.partition, timestamp: max(1, time), key: input.key,
            value: input.value, headers: headers)
        if input.omission != nil || byteCount(of: letter) > byteCountMax
            || input.headers.bytes.count > RecordLimits.inheritedByteCountMax
        {
            var failure = Headers()
            append(failure: verdict, of: input, time, version, to: &failure)
            cut(&letter, to: byteCountMax, input, failure)
        }
        return letter
    }

    private static func append(
        failure verdict: Verdict, of input: Record, _ time: Int64, _ version: String, to headers: inout Headers
    ) {
        append(
            Failure(
                exception: "waybill.ResultCode\(verdict.topicCode)", code: verdict.topicCode,
                message: bounded(verdict.topicMessage), topic: input.topic,
                partition: input.partition, offset: input.offset, attempt: attemptNext(input.headers),
                failedAt: firstFailure(input.headers) ?? Timestamp.text(milliseconds: time), version: version),
            to: &headers)
        headers.append(Name.inputTime, String(input.timestamp))
    }

    /// What every dead letter says of its failure, and of where its input stands.
    struct Failure {
        let exception: String
        let code: Int32
        let message: String
        let topic: Topic
        let partition: Int32
        let offset: Int64
        let attempt: Int64
        let failedAt: String
        let version: String
    }

    static func append(_ failure: Failure, to headers: inout Headers) {
        headers.append(Name.exception, failure.exception)
        headers.append(Name.message, failure.message)
        headers.append(Name.topic, failure.topic.name)
        headers.append(Name.partition, String(failure.partition))
        headers.append(Name.offset, String(failure.offset))
        headers.append(Name.resultCode, String(failure.code))
        headers.append(Name.resultMessage, failure.message)
        headers.append(Name.attempt, String(failure.attempt))
        headers.append(Name.failedAt, failure.failedAt)
        headers.append(Name.version, failure.version)
    }

    /// A message that names what a stranger wrote could be of any length.
    private static func bounded(_ message: String) -> String {
        guard message.utf8.count > RecordLimits.messageByteCountMax else { return message }
        return String(decoding: message.utf8.prefix(RecordLimits.messageByteCountMax), as: UTF8.self)
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
