package import Log
internal import Time
package import Waybill

/// A failure in waybill.dead-letters: the input's key, value and headers byte for byte, then KIP-1034's
/// `__streams.errors.*` and our own. The partition is the input's, the time that of the failure, from which the dead
/// letter ages.
///
/// Whatever a topic can hold becomes one. Of an input that is larger than a dead letter may be, value, headers and key
/// are cut, and headers say so; topic, partition and offset tell where the whole is.
///
/// This is what it says of its failure, and of where its input stands; the rest is the input's.
package struct DeadLetter: Equatable, Sendable {
    let exception: String
    package let code: Int32
    package let message: String
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// How often this input has been decided and failed, 1 for the first time.
    package let attempt: Int64
    /// When it failed first, RFC 3339.
    package let failedAt: String
    package let version: String

    package enum Name {
        package static let exception = "__streams.errors.exception"
        package static let message = "__streams.errors.message"
        package static let topic = "__streams.errors.topic"
        package static let partition = "__streams.errors.partition"
        package static let offset = "__streams.errors.offset"
        package static let resultCode = "waybill_result_code"
        package static let resultMessage = "waybill_result_msg"
        package static let attempt = "waybill_attempt"
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

    /// Appends the dead letter of an input. `time` is in milliseconds since 1970; `byteCountMax` bounds key, value and
    /// headers together, and is at least `RecordLimits.leastDeadLetterByteCountMax`.
    package static func append(
        _ input: Record, verdict: Verdict, time: Int64, version: String,
        byteCountMax: Int = LogLimits.deadLetterByteCountMax, to outputs: inout NewRecords
    ) {
        var failure = Headers(capacity: RecordLimits.headerByteCount)
        DeadLetter(
            exception: "waybill.ResultCode\(verdict.topicCode)", code: verdict.topicCode,
            message: bounded(verdict.topicMessage), topic: input.topic.name, partition: input.partition,
            offset: input.offset, attempt: attemptNext(input.headers),
            failedAt: firstFailure(input.headers) ?? Timestamp.text(milliseconds: time), version: version
        ).write(to: &failure)
        failure.append(Name.inputTime, String(input.timestamp))
        let parts = Parts(of: input, failure, byteCountMax: byteCountMax)
        outputs.append(
            .deadLetters, input.partition, timestamp: max(1, time), key: parts.key, value: parts.value,
            headers: parts.headers.bytes[...])
    }

    func write(to headers: inout Headers) {
        headers.append(Name.exception, exception)
        headers.append(Name.message, message)
        headers.append(Name.topic, topic)
        headers.append(Name.partition, String(partition))
        headers.append(Name.offset, String(offset))
        headers.append(Name.resultCode, String(code))
        headers.append(Name.resultMessage, message)
        headers.append(Name.attempt, String(attempt))
        headers.append(Name.failedAt, failedAt)
        headers.append(Name.version, version)
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

extension DeadLetter {
    /// Nil for what none of our versions wrote.
    package init?(_ headers: Headers) {
        func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
            headers.text(name).flatMap { Number($0) }
        }
        guard let exception = headers.text(Name.exception), let message = headers.text(Name.resultMessage),
            let topic = headers.text(Name.topic), let failedAt = headers.text(Name.failedAt),
            let version = headers.text(Name.version), let code: Int32 = number(Name.resultCode),
            let partition: Int32 = number(Name.partition), let offset: Int64 = number(Name.offset),
            let attempt: Int64 = number(Name.attempt)
        else { return nil }
        self.init(
            exception: exception, code: code, message: message, topic: topic, partition: partition, offset: offset,
            attempt: attempt, failedAt: failedAt, version: version)
    }
}
