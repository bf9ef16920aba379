internal import Foundation
internal import Synchronization
internal import Testing
internal import Waiting

/// `waybill ingress` and `waybill process` on one data folder.
@Suite struct TwoProcessTests {
    @Test func `a push to the ingress is answered by a processor that comes later, dies, and comes again`() throws {
        let folder = try TemporaryFolder()
        let ingress = try Service("ingress", on: folder)
        let wire = try ingress.wire()
        try ingress.awaitReady()
        let (first, processor) = try startWhilePushing("two-1", ingress, folder)
        let waybill = try #require(first?.issued)
        #expect(wire.push(.add("two-2"), .xml)?.issued != nil)
        #expect(try processor.operations().request("POST", Signed.target())?.status == 404)

        processor.kill()
        let (second, revived) = try startWhilePushing("two-3", ingress, folder)
        #expect(second?.issued != nil)
        #expect(second?.issued != waybill)
        #expect(wire.push(.add("two-1"))?.issued == waybill)
        #expect(revived.stop() == 0)
        #expect(ingress.stop() == 0)
        #expect(try Journal(of: folder).commands.count == 4)
    }

    @Test func `an ingress that dies and comes again is answered`() throws {
        let folder = try TemporaryFolder()
        let processor = try Service("process", on: folder)
        try processor.awaitReady()
        let ingress = try Service("ingress", on: folder)
        let waybill = try #require(try ingress.wire().push(.add("again"))?.issued)
        ingress.kill()
        let revived = try Service("ingress", on: folder)
        #expect(try revived.wire().push(.add("again"))?.issued == waybill)
        #expect(try revived.wire().push(.add("anew"))?.issued != waybill)
    }

    /// Pushes to the ingress while nobody decides, and starts a processor once the push waits.
    private func startWhilePushing(
        _ order: String, _ ingress: Service, _ folder: TemporaryFolder
    ) throws -> (Wire.Answer?, Service) {
        let wire = try ingress.wire()
        let body = Event.add(order).bytes(.json)
        wire.send("POST \(Signed.target()) HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
        wire.send(body)
        let operations = try ingress.operations()
        let seen = asked(
            { operations.get("/metrics")?.body }, until: { $0?.contains("\nwaybill_waiters 1\n") != false })
        #expect(seen?.contains("\nwaybill_waiters 1\n") == true)
        let processor = try Service("process", on: folder)
        let answer = wire.answer()
        return (answer, processor)
    }
}
