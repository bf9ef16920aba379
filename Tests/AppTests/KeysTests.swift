internal import Foundation
internal import Log
internal import Testing

/// All processes of a log have its keys; one that has others ends and says so, and no merchant is blamed for it.
@Suite struct KeysTests {
    /// What another file of keys differs in, each under the same names.
    enum Difference: String, CaseIterable, Sendable { case all, sealing, digest }

    private func make(_ name: String, in folder: TemporaryFolder) throws -> String {
        let made = try Program.run(["config", "make-keys", folder / name])
        try #require(made.code == 0, "\(made.everything)")
        return folder / name
    }

    /// The value of a line of a file of keys.
    private func value(_ key: String, of file: String) throws -> String {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let line = lines.first { $0.drop { $0 == " " }.hasPrefix("\(key): ") }
        return String(try #require(line?.split(separator: " ").last))
    }

    private func write(
        _ folder: TemporaryFolder, _ name: String, sealing: [(String, String)], digest: [String]
    ) throws {
        let keys = sealing.map { "  \($0.0): \($0.1)\n" }.joined()
        let former = digest.dropFirst().map { "  - \($0)\n" }.joined()
        try folder.write(
            "current: \(sealing[0].0)\nkeys:\n\(keys)digest_key: \(digest[0])\n"
                + (former.isEmpty ? "" : "other_digest_keys:\n\(former)"), to: name)
    }

    private func push(_ orders: Range<Int>, to service: Service) throws -> [String] {
        let wire = try service.wire()
        return try orders.map { try #require(wire.push(.add("order-\($0)"))?.issued) }
    }

    private func expectRefusal(
        _ role: String, on folder: TemporaryFolder, _ keys: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let service = try Service(role, on: folder, ["--keys", keys])
        #expect(service.exitCode() == 78, sourceLocation: sourceLocation)
        let text = service.transcript.text
        #expect(text.contains("\(keys): these are not the keys of this log: partition "), "\(text)")
        #expect(text.contains("Give all processes the same file of keys (--keys)"))
        #expect(!text.contains("service.ready"))
        if role != "process" { #expect(!text.contains("http.listening") || Engine.isKafka, "no push is taken") }
    }

    @Test(arguments: Difference.allCases)
    func `no role starts on a log that was decided under other keys`(difference: Difference) throws {
        let folder = try TemporaryFolder()
        let (right, drawn) = (try make("right.yaml", in: folder), try make("drawn.yaml", in: folder))
        let first = try Service.ready(on: folder, ["--keys", right])
        let numbers = try push(0..<20, to: first)
        #expect(first.stop() == 0)
        let starting = try #require(first.transcript.line(containing: "service.starting"))
        #expect(starting.contains(/keys=[0-9a-f]{16}\/[0-9a-f]{16}/), "\(starting)")

        try write(
            folder, "wrong.yaml",
            sealing: [("k1", try value("k1", of: difference == .digest ? right : drawn))],
            digest: [try value("digest_key", of: difference == .sealing ? right : drawn)])
        for role in ["serve", "ingress", "process"] { try expectRefusal(role, on: folder, folder / "wrong.yaml") }
        // Also where a machine begins with an empty folder of lanes.
        try FileManager.default.removeItem(atPath: folder / "data/lanes")
        try expectRefusal("process", on: folder, folder / "wrong.yaml")

        let next = try Service.ready(on: folder, ["--keys", right])
        #expect(try push(0..<20, to: next) == numbers)
        #expect(next.stop() == 0)
        #expect(try Journal(of: folder).deadLetters.isEmpty, "nothing came in under the wrong ones")
    }

    @Test(arguments: [false, true])
    func `an ingress whose keys the processor lacks answers that the carrier is set up wrongly, and ends`(
        isBroken: Bool
    ) throws {
        let folder = try TemporaryFolder()
        let (right, wrong) = (try make("right.yaml", in: folder), try make("wrong.yaml", in: folder))
        let processor = try Service("process", on: folder, ["--keys", right])
        try processor.awaitReady()
        // Nothing was decided yet: the log cannot tell it at the start.
        let ingress = try Service("ingress", on: folder, ["--keys", wrong])
        try ingress.awaitReady()
        let body = Event.add("astray").bytes(.json)
        let answer = try ingress.wire().push(isBroken ? Array(body.dropLast(30)) : body)
        #expect(answer?.status == 200 && answer?.code == -1)
        let message = answer?.field("ResultMsg") ?? ""
        #expect(message.hasPrefix("the carrier is set up wrongly, and nothing is wrong with the order"), "\(message)")
        #expect(ingress.exitCode() == 78)
        #expect(ingress.transcript.text.contains("a processor of this log refused a push, since it has other keys"))
        #expect(processor.transcript.line(containing: "keys.differ")?.contains("level=error") == true)

        // With the right keys the order is a first push.
        let second = try Service("ingress", on: folder, ["--keys", right])
        #expect(try second.wire().push(.add("astray"))?.issued != nil)
        #expect(second.stop() == 0 && processor.stop() == 0)
        let letters = try Journal(of: folder).deadLetters
        #expect(letters.count == 1 && letters[0].headers.text("waybill_result_code") == "-1")
        if isBroken { try expectPayload(of: try #require(letters.first), folder, right, wrong) }
    }

    /// What the wrong ingress has sealed opens with its own keys, and others say why they do not.
    private func expectPayload(
        of letter: Record, _ folder: TemporaryFolder, _ right: String, _ wrong: String
    ) throws {
        let cluster = try Engine.arguments(folder, given: ["--keys"])
        func show(_ arguments: String...) throws -> Program.Finished {
            try Program.run(
                ["dead-letters", "show", "\(letter.partition)/\(letter.offset)", "--reveal"] + arguments
                    + (cluster.isEmpty ? ["--data", folder / "data"] : cluster))
        }
        let shown = try show("--keys", wrong)
        #expect(shown.code == 0 && shown.output.contains("\"OrderID\": \"astray\""), "\(shown.everything)")
        let refused = try show("--keys", right)
        #expect(refused.code == 78)
        #expect(refused.error.contains("\(right): the payload was sealed under other keys"), "\(refused.error)")
        let without = try show()
        #expect(without.code == 78)
        #expect(without.error.contains("name the file of keys that the services use (--keys)"), "\(without.error)")
    }

    /// What the file of keys holds after each step of their replacement.
    private func steps(from old: String, to new: String) throws -> [(sealing: [(String, String)], digest: [String])] {
        let (k1, k2) = (try value("k1", of: old), try value("k1", of: new))
        let (d1, d2) = (try value("digest_key", of: old), try value("digest_key", of: new))
        return [
            (sealing: [("k1", k1)], digest: [d1]),
            (sealing: [("k1", k1), ("k2", k2)], digest: [d1, d2]),
            (sealing: [("k2", k2), ("k1", k1)], digest: [d2, d1]),
            (sealing: [("k2", k2)], digest: [d2]),
        ]
    }

    /// Of two processes one is always started anew first.
    @Test func `an ingress and a processor that are one step apart serve every order`() throws {
        let folder = try TemporaryFolder()
        let (old, new) = (try make("old.yaml", in: folder), try make("new.yaml", in: folder))
        let files = try steps(from: old, to: new).enumerated().map { index, step in
            try write(folder, "keys-\(index).yaml", sealing: step.sealing, digest: step.digest)
            return folder / "keys-\(index).yaml"
        }
        var numbers: [String] = []
        for (processorStep, ingressStep) in [(1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2)] {
            let processor = try Service("process", on: folder, ["--keys", files[processorStep]])
            let ingress = try Service("ingress", on: folder, ["--keys", files[ingressStep]])
            try processor.awaitReady()
            #expect(try push(0..<numbers.count, to: ingress) == numbers)
            // Enough for every partition to decide one.
            numbers += try push(numbers.count..<numbers.count + 100, to: ingress)
            #expect(ingress.stop() == 0 && processor.stop() == 0)
        }
        #expect(Set(numbers).count == numbers.count)
        #expect(try Journal(of: folder).deadLetters.isEmpty)
    }

    @Test func `keys are replaced in steps without a refused order, and not back`() throws {
        let folder = try TemporaryFolder()
        let (old, new) = (try make("old.yaml", in: folder), try make("new.yaml", in: folder))
        let steps = try steps(from: old, to: new)
        var numbers: [String] = []
        for (index, step) in steps.enumerated() {
            try write(folder, "keys-\(index).yaml", sealing: step.sealing, digest: step.digest)
            let service = try Service.ready(on: folder, ["--keys", folder / "keys-\(index).yaml"])
            #expect(try push(0..<numbers.count, to: service) == numbers, "repeats have their numbers")
            // Enough for every partition to decide one.
            numbers += try push(numbers.count..<numbers.count + 100, to: service)
            #expect(service.stop() == 0)
        }
        #expect(Set(numbers).count == 400)
        #expect(try Journal(of: folder).deadLetters.isEmpty)
        try expectRefusal("serve", on: folder, folder / "keys-0.yaml")
    }
}
