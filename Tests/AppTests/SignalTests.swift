internal import Foundation
internal import Testing

/// Signals that end other programs, or that they take for something else.
@Suite struct SignalTests {
    static let ignored = [(SIGHUP, "SIGHUP"), (SIGUSR1, "SIGUSR1"), (SIGUSR2, "SIGUSR2")]

    @Test func `what asks to read files anew, or closes the terminal, is ignored and says what to do`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let waybill = try #require(wire.push(.add("before"))?.issued)
        for (number, name) in Self.ignored {
            service.signal(number)
            let line = try #require(service.transcript.line(containing: "signal=\(name)"))
            #expect(line.contains("level=info event=signal.received"))
            #expect(line.contains("restart the service"))
            #expect(wire.push(.add("before"))?.issued == waybill)
        }
        #expect(try service.operations().get("/ready")?.status == 200)
        #expect(service.stop() == 0)
    }

    @Test func `an ignored signal does not keep the one that ends it from doing so`() throws {
        let service = try Service("ingress", on: try TemporaryFolder())
        try service.awaitReady()
        for (number, _) in Self.ignored { service.signal(number) }
        service.signal(SIGINT)
        #expect(service.exitCode() == 0)
    }
}
