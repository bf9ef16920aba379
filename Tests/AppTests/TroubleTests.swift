internal import Foundation
internal import Testing
internal import Waiting

/// What an operator hears when something is wrong, and when it is right again.
@Suite struct TroubleTests {
    @Test func `each kind of request that is refused is told once, with its app and the reason`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let wrong = Signed.target("zto", "wrong")
        for _ in 0..<50 {
            #expect(wire.push(Event.add("x").bytes(.json), to: wrong)?.status == 403)
            #expect(wire.push(Event.add("x").bytes(.json), to: "/push/nobody?x=1")?.status == 404)
            #expect(wire.request("PUT", Signed.target())?.status == 405)
            #expect(wire.push("{")?.status == 400)
        }
        let large = try service.wire()
        large.send("POST \(Signed.target()) HTTP/1.1\r\nHost: t\r\nContent-Length: 300000\r\n\r\n")
        #expect(large.answer()?.status == 413)
        #expect(service.stop() == 0)
        service.transcript.awaitEnd()
        let text = service.transcript.text
        for part in [
            "level=warning event=push.refused cause=signature status=403 app=zto "
                + "message=\"the signature is wrong: the push token of apps.yaml and WeChat's differ\"",
            "level=info event=push.refused cause=path status=404 app=none ",
            "level=info event=push.refused cause=method status=405 app=zto ",
            "level=info event=push.refused cause=unreadable app=zto ",
            "level=info event=http.refused cause=body_too_large",
            "level=info event=deadletter.written code=-1 carrier=none account=none",
        ] {
            let lines = text.split(separator: "\n").filter { $0.contains(part) }
            // A line at once, and what came after it in one more; the end of the process tells of those not told yet.
            let more = lines.compactMap { $0.firstMatch(of: /more=(\d+)/).flatMap { Int($0.1) } }
            let isAlone = part.contains("body_too_large")
            #expect(lines.count - more.count + more.reduce(0, +) == (isAlone ? 1 : 50), "\(part): \(text)")
            #expect(lines.count < 10)
        }
        #expect(!text.contains(Signed.token))
    }

    @Test(.embeddedLog) func `a log that cannot be written is told by its own words, and its recovery too`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let waybill = try #require(wire.push(.add("before"))?.issued)
        try limitFiles(of: service, to: "1")
        for number in 0..<30 {
            let answer = wire.push(.add("during-\(number)"))
            #expect(answer?.status == 503)
            #expect(answer?.body == "the log cannot be written; push again\n")
        }
        let operations = try service.operations()
        let notReady = try #require(operations.get("/ready"))
        #expect(notReady.status == 503)
        #expect(notReady.body.contains("log: ") && notReady.body.contains("log.sqlite"), "\(notReady.body)")
        // The program tries again and again: it stays so for as long as nothing can be written.
        for _ in 0..<200 { #expect(operations.get("/ready")?.status == 503) }

        try limitFiles(of: service, to: "unlimited")
        #expect(asked({ operations.get("/ready")?.status }, until: { $0 != 503 }) == 200)
        let recovered = try #require(service.transcript.line(containing: "event=log.recovered"))
        #expect(recovered.contains(" refused=30"), "\(recovered)")
        #expect(wire.push(.add("before"))?.issued == waybill)
        #expect(wire.push(.add("during-0"))?.issued != nil)
        #expect(service.stop() == 0)
        service.transcript.awaitEnd()
        let text = service.transcript.text
        #expect(!text.contains("push.overloaded"))
        let refused = text.split(separator: "\n").filter { $0.contains("event=push.refused cause=unavailable ") }
        #expect(refused.count < 30 && refused.allSatisfy { $0.contains("log.sqlite") }, "\(text)")
        #expect(text.contains("event=service.unready role=ingress,processor reason=\"log: "))
        #expect(service.transcript.count(of: "event=service.ready role=ingress,processor elapsed=") == 2)
    }

    @Test(.embeddedLog) func `a log that is deleted under the service is noticed, and its return is too`() throws {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let wire = try service.wire()
        let waybill = try #require(wire.push(.add("before"))?.issued)
        try FileManager.default.moveItem(atPath: folder / "data/log", toPath: folder / "data/elsewhere")
        let operations = try service.operations()
        let notReady = try #require(asked({ operations.get("/ready") }, until: { $0?.status != 200 }))
        #expect(notReady.status == 503)
        #expect(notReady.body.contains("log.sqlite was deleted or replaced while it is in use"), "\(notReady.body)")
        #expect(wire.push(.add("during"))?.body == "the log cannot be written; push again\n")
        #expect(service.transcript.line(containing: "event=log.awaited")?.contains("was deleted") == true)

        try FileManager.default.moveItem(atPath: folder / "data/elsewhere", toPath: folder / "data/log")
        #expect(asked({ operations.get("/ready")?.status }, until: { $0 != 503 }) == 200)
        #expect(wire.push(.add("before"))?.issued == waybill)
        #expect(wire.push(.add("during"))?.issued != nil)
        #expect(service.stop() == 0)
    }

    @Test func `an ingress whose pushes nobody decides is not ready until somebody does`() throws {
        let folder = try TemporaryFolder()
        let ingress = try Service("ingress", on: folder, ["--deadline", "2s"])
        try ingress.awaitReady()
        let wire = try ingress.wire()
        for number in 0..<3 { #expect(wire.push(.add("alone-\(number)"))?.status == 503) }
        let operations = try ingress.operations()
        let notReady = try #require(operations.get("/ready"))
        #expect(notReady.status == 503)
        #expect(
            notReady.body.firstMatch(of: /replies: no processor answers: [1-3] push(es)? since 20\S+Z\n/) != nil,
            "\(notReady.body)")
        #expect(ingress.transcript.line(containing: "event=replies.awaited") != nil)
        let expired = try #require(ingress.transcript.line(containing: "event=push.expired"))
        #expect(expired.contains(/cause=processor elapsed=\d+\.\S+s partitions=\d+$/), "\(expired)")

        let processor = try Service("process", on: folder)
        // The late replies of what is in the log are the sign.
        let resumed = try #require(ingress.transcript.line(containing: "event=replies.resumed"))
        #expect(resumed.contains(" count=3"), "\(resumed)")
        #expect(asked({ operations.get("/ready")?.status }, until: { $0 != 503 }) == 200)
        #expect(processor.transcript.line(containing: "event=service.ready role=processor elapsed=") != nil)
        #expect(ingress.transcript.line(containing: "event=service.ready role=ingress elapsed=") != nil)
    }

    @Test func `an ingress says that nobody decides also where its callers give up first`() throws {
        let folder = try TemporaryFolder()
        let ingress = try Service("ingress", on: folder, ["--deadline", "5s"])
        try ingress.awaitReady()
        let operations = try ingress.operations()
        for number in 0..<3 {
            let wire = try ingress.wire()
            wire.send(Event.add("left-\(number)"))
            _ = try asked({ try operations.metrics().sum("waybill_pushes_total") }, until: { $0 > Double(number) })
        }
        let notReady = try #require(asked({ operations.get("/ready") }, until: { $0?.status != 200 }))
        let reason = /replies: no processor answers: [1-3] push(es)? since 20/
        #expect(notReady.body.contains(reason), "\(notReady.body)")
        // On a slow machine the deadline of one may come before it is gone.
        func unanswered() throws -> Double {
            let seen = try operations.metrics()
            return seen.sum("waybill_pushes_disconnected_total") + seen.sum("waybill_pushes_expired_total")
        }
        #expect(try asked(unanswered, until: { $0 == 3 }) == 3)
        #expect(try asked({ try operations.metrics()["waybill_waiters"] }, until: { $0 == 0 }) == 0)

        let processor = try Service("process", on: folder)
        try processor.awaitReady()
        #expect(asked({ operations.get("/ready")?.status }, until: { $0 != 503 }) == 200)
        #expect(try ingress.wire().push(.add("left-0"))?.issued != nil)
    }

    @Test(.embeddedLog) func `a processor that cannot write is not ready, though its lanes open`() throws {
        let folder = try TemporaryFolder()
        let processor = try Service("process", on: folder)
        try processor.awaitReady()
        let ingress = try Service("ingress", on: folder, ["--deadline", "200ms"])
        // Room enough for the marks of the lanes, so that these open, and not for the log.
        try limitFiles(of: processor, to: "4096")
        #expect(try ingress.wire().push(.add("stuck"))?.status == 503)
        #expect(processor.transcript.line(containing: "event=lane.failed") != nil)
        let operations = try processor.operations()
        // It is started again and again, and tells of it every ten seconds.
        while !processor.transcript.text.contains(/event=lane\.failed .* more=/) {
            let answer = operations.get("/ready")
            try #require(answer?.status == 503, "\(processor.transcript.text)")
        }
        #expect(processor.transcript.count(of: "event=service.ready") == 1)
        #expect(processor.transcript.count(of: "event=lane.failed") <= 3)
        #expect(processor.transcript.count(of: "event=lane.opened") > 1, "it opened its lanes again")

        try limitFiles(of: processor, to: "unlimited")
        #expect(processor.transcript.awaitLines(2, containing: "event=service.ready role=processor"))
        #expect(ingress.transcript.line(containing: "event=replies.resumed") != nil)
        #expect(processor.stop() == 0)
    }

    /// No file of the service may be written beyond so many bytes: as a full disk, for any user and without one.
    private func limitFiles(of service: Service, to size: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        process.arguments = ["--pid", "\(service.number)", "--fsize=\(size):unlimited"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
