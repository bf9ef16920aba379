internal import Foundation
internal import KafkaNodes
internal import Testing
internal import Waiting

/// A broker that hangs keeps its connections open, and nobody is told.
extension StormTests {
    @Test(.enabled(if: KafkaNodes.canStart, "it stops a node of its own"))
    func `a broker that hangs makes roles unready that nobody asks for anything, until it goes on`() throws {
        let nodes = try KafkaNodes()
        let folder = try TemporaryFolder()
        let site = try Site(nodes.servers, keys: folder / "keys.yaml")
        let ingress = try Service("ingress", on: folder, site.arguments)
        let contender = try Contender("one", on: site)
        try contender.awaitLanes()
        let roles = try [("ingress", ingress), ("processor", contender.service)].map { name, service in
            _ = service.transcript.line(containing: "log.opened")
            try #require(service.transcript.awaitLines(1, containing: "event=service.ready"), "\(name)")
            return (name, service, try service.operations())
        }
        for (name, _, operations) in roles { #expect(operations.get("/ready")?.status == 200, "\(name)") }

        #expect(nodes.signal(SIGSTOP))
        defer { _ = nodes.signal(SIGCONT) }
        let begin = ContinuousClock.now
        for (name, service, operations) in roles {
            let isUnready = service.transcript.awaitLines(1, containing: "event=service.unready")
            print("hanging broker: \(name) is unready after \(ContinuousClock.now - begin)")
            try #require(isUnready, "\(name) does not notice: \(service.transcript.text.suffix(2_000))")
            let answer = operations.get("/ready")
            #expect(answer?.status == 503 && answer?.body.contains("log: ") == true, "\(name): \(answer?.body ?? "")")
        }

        #expect(nodes.signal(SIGCONT))
        for (name, service, operations) in roles {
            #expect(service.transcript.awaitLines(2, containing: "event=service.ready"), "\(name) stays unready")
            #expect(asked({ operations.get("/ready")?.status }, until: { $0 != 503 }) == 200, "\(name)")
        }
        let wire = try ingress.wire()
        #expect(asked({ wire.push(.add("after"))?.issued }, until: { $0 != nil }) != nil)
        #expect(ingress.stop() == 0 && contender.service.stop() == 0)
    }
}
