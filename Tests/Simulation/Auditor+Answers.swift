internal import Documents
internal import JSON
internal import Log
internal import SingleRecords

/// Replies and dead letters: what the sender of a command and the operator are told.
extension Auditor {
    func checkReplies() {
        var parser = JSONParser()
        var found: [String: [Record]] = [:]
        for record in cluster.history(.replies) {
            found[String(decoding: record.key ?? [], as: UTF8.self), default: []].append(record)
        }
        for expectation in expectations {
            guard let waiter = expectation.waiter else { continue }
            let replies = found.removeValue(forKey: waiter.correlationID) ?? []
            // One that is lost was of a batch that is committed, and nobody sends it again.
            let dueCount = cluster.isLost(replyTo: Array(waiter.correlationID.utf8)) ? 0 : 1
            expect(
                replies.count == dueCount,
                "command \(expectation.place) has \(replies.count) replies, \(dueCount) are expected")
            for reply in replies { check(reply, waiter, expectation.verdict, expectation, &parser) }
        }
        expect(found.isEmpty, "there are replies that nobody waits for: \(found.keys.sorted())")
    }

    private func check(
        _ reply: Record, _ waiter: Waiter, _ verdict: Model.Verdict, _ expectation: Expectation,
        _ parser: inout JSONParser
    ) {
        expect(
            reply.partition == waiter.partition && reply.headers.text("waybill_instance") == waiter.instance,
            "the reply to command \(expectation.place) went to somebody else")
        guard let fields = fields(reply, &parser) else { return }
        let told = [fields.string("ResultCode"), fields.string("WayBillID"), fields.string("WaybillData")]
        let right = [String(verdict.code), verdict.waybillID, verdict.waybillData]
        expect(
            told == right,
            "command \(expectation.place) (\(expectation.request.summary)) was answered \(told), not \(right)")
        checkMessage(fields.string("ResultMsg"), verdict.code, expectation.place)
    }

    /// Says something, and nothing of the person.
    private func checkMessage(_ message: String, _ code: Int32, _ place: Place) {
        expect((code == 0) == (message == "success") && !message.isEmpty, "command \(place): ResultMsg is '\(message)'")
        for secret in ["Secret", "1866666"] {
            expect(!message.contains(secret), "command \(place): ResultMsg tells personal data")
        }
    }

    func checkDeadLetters() {
        var letters = cluster.history(.deadLetters)
        checkMissing(letters.filter { $0.headers.text("ce_type") == "missing" })
        letters.removeAll { $0.headers.text("ce_type") == "missing" }
        checkOrigins(.deadLetters, letters.compactMap(origin), \.isFailure)
        for letter in letters {
            guard let expectation = expectation(at: origin(letter)) else { continue }
            let (place, input) = (expectation.place, expectation.input)
            expect(letter.partition == place.partition, "the dead letter of \(place) is in \(letter.partition)")
            expect(
                letter.key == input.key && letter.value == input.value
                    && letter.headers.text("waybill_input_timestamp") == String(input.timestamp),
                "the dead letter of \(place) is not its command byte for byte")
            checkHeaders(letter, expectation)
        }
    }

    /// Each gap has one dead letter, and nothing else has, whatever else was deleted.
    private func checkMissing(_ letters: [Record]) {
        let found = letters.map { letter in
            MissingRecords(
                partition: letter.partition, offset: origin(letter)?.offset ?? -1,
                offsetNext: letter.headers.text("waybill_missing_offset_next").flatMap { Int64($0) } ?? -1)
        }
        let expected = losses.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        expect(
            found.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) } == expected,
            "the dead letters say that \(found) are missing, not \(expected)")
    }

    private func origin(_ letter: Record) -> Place? {
        guard letter.headers.text("__streams.errors.topic") == "waybill.commands" else { return nil }
        guard let partition = letter.headers.text("__streams.errors.partition").flatMap({ Int32($0) }),
            let offset = letter.headers.text("__streams.errors.offset").flatMap({ Int64($0) })
        else { return nil }
        return Place(partition: partition, offset: offset)
    }

    /// The command's own headers first, then KIP-1034's and ours, each once.
    private func checkHeaders(_ letter: Record, _ expectation: Expectation) {
        let place = expectation.place
        let own = letter.headers.pairs
        let expected = expectation.input.headers.pairs.filter { !Self.added.contains($0.name) }
        expect(
            own.count == expected.count + Self.added.count && own.starts(with: expected),
            "the dead letter of \(place) does not begin with the headers of its command")
        expect(
            Set(own.suffix(Self.added.count).map(\.name)) == Self.added,
            "the dead letter of \(place) lacks headers or has some twice")
        let code = letter.headers.text("waybill_result_code") ?? ""
        expect(code == String(expectation.verdict.code), "the dead letter of \(place) has code \(code)")
        let attempt = letter.headers.text("waybill_attempt") ?? ""
        expect(attempt == String(expectation.attempt), "the dead letter of \(place) has attempt \(attempt)")
        let failedAt = letter.headers.text("waybill_first_failed_at") ?? ""
        expect(
            failedAt.hasPrefix("2026-01-01T00:00:00") == (expectation.attempt > 1),
            "the dead letter of \(place) failed first at \(failedAt)")
        let message = letter.headers.text("waybill_result_msg") ?? ""
        expect(
            message == letter.headers.text("__streams.errors.message"), "the dead letter of \(place) has two messages")
        checkMessage(message, expectation.verdict.code, place)
    }

    private static let added: Set<String> = [
        "__streams.errors.exception", "__streams.errors.message", "__streams.errors.topic",
        "__streams.errors.partition", "__streams.errors.offset", "waybill_result_code", "waybill_result_msg",
        "waybill_attempt", "waybill_first_failed_at", "waybill_version", "waybill_input_timestamp",
    ]
}
