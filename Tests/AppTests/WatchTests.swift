internal import Configuration
internal import Files
internal import Foundation
internal import Synchronization
internal import Testing

@testable internal import Program

/// Secrets and certificates that change on the disk while a service runs.
@Suite struct WatchTests {
    // MARK: - What a look makes of what it sees

    /// What the two files are at each look, by a letter: `-` is a file that cannot be read. At the start both are `a`.
    struct Story: Sendable, CustomTestStringConvertible {
        let first: String
        let second: String
        /// The looks, from 1, that find a change that counts.
        let changes: [Int]
        /// The looks that tell of a file that cannot be read.
        let faults: [Int]

        var testDescription: String { "\(first) \(second)" }
    }

    static let stories = [
        Story(first: "aaaa", second: "aaaa", changes: [], faults: []),
        Story(first: "abbb", second: "aaaa", changes: [3, 4], faults: []),
        // Being written.
        Story(first: "bcdd", second: "aaaa", changes: [4], faults: []),
        Story(first: "bcdefg", second: "aaaaaa", changes: [], faults: []),
        // Changed, and back.
        Story(first: "babb", second: "aaaa", changes: [4], faults: []),
        Story(first: "bbaa", second: "aaaa", changes: [2], faults: []),
        // Away for a moment, and for longer.
        Story(first: "a-aa", second: "aaaa", changes: [], faults: []),
        Story(first: "----", second: "aaaa", changes: [], faults: [2]),
        Story(first: "--a--", second: "aaaaa", changes: [], faults: [2, 5]),
        Story(first: "-bb", second: "aaa", changes: [3], faults: []),
        // A certificate whose key comes later.
        Story(first: "bbbb", second: "aabb", changes: [2, 4], faults: []),
        Story(first: "bbbb", second: "-bbb", changes: [3, 4], faults: []),
        Story(first: "bbbb", second: "----", changes: [], faults: [2]),
    ]

    @Test(arguments: stories) func `a change counts when everything has come to rest`(story: Story) throws {
        let folder = try TemporaryFolder()
        for name in ["first", "second"] { try folder.write("a", to: name) }
        var files = WatchedFiles(try ["first", "second"].map { try #require(SecretFile(folder / $0)) })
        var (changes, faults): ([Int], [Int]) = ([], [])
        for (index, now) in zip(story.first, story.second).enumerated() {
            for (name, content) in [("first", now.0), ("second", now.1)] {
                try? FileManager.default.removeItem(atPath: folder / name)
                if content != "-" { try folder.write("\(content)", to: name) }
            }
            let findings = files.look()
            if !findings.changed.isEmpty { changes.append(index + 1) }
            if !findings.faults.isEmpty { faults.append(index + 1) }
            #expect(findings.faults.allSatisfy { $0.message.contains("cannot be found") })
        }
        #expect(changes == story.changes && faults == story.faults)
    }

    /// As Kubernetes does: the files lie behind a link to a folder, which is turned at once.
    @Test func `a volume whose link is turned has changed`() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "..1/token")
        try folder.write("new", to: "..2/token")
        try point(folder, to: "..1")
        try FileManager.default.createSymbolicLink(atPath: folder / "token", withDestinationPath: "..data/token")
        var files = WatchedFiles([try #require(SecretFile(folder / "token"))])
        #expect(files.look().changed.isEmpty)
        try point(folder, to: "..2")
        #expect(files.look().changed.isEmpty)
        #expect(files.look().changed == [folder / "token"])
    }

    private func point(_ folder: TemporaryFolder, to volume: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder / "..next", withDestinationPath: volume)
        // Both paths are C strings that are good for the call.
        let isTurned = unsafe rename(folder / "..next", folder / "..data") == 0
        try #require(isTurned)
    }

    // MARK: - Real processes

    private static let often = ["--watch-secrets", "20ms"]

    /// A configuration whose first app has its push token in a file.
    private func configured() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copyConfiguration()
        let apps = try folder.text("config/apps.yaml")
        try folder.write(
            apps.replacing("push_token: demotoken #", with: "push_token_file: ../token #"), to: "config/apps.yaml")
        try folder.write(Signed.token + "\n", to: "token")
        return folder
    }

    @Test func `a push token that changes under load ends the service, and what was taken is answered`() throws {
        let folder = try configured()
        let service = try Service.ready(on: folder, Self.often)
        let port = try service.port()
        let answered = Mutex<[String: String]>([:])
        let faults = Mutex<[String]>([])
        onThreads(8) { number in
            let wire = Wire(port)
            for index in 0... {
                let order = "watched-\(number)-\(index)"
                guard let answer = wire?.push(.add(order)) else { return }
                if let waybill = answer.issued {
                    answered.withLock { $0[order] = waybill }
                } else if answer.status != 503 {
                    faults.withLock { $0.append("\(answer.status) \(answer.body)") }
                }
                if number == 0, index == 20 { try? folder.write("another1\n", to: "token") }
            }
        }
        #expect(service.exitCode() == 75)
        let text = service.transcript.text
        let line = try #require(service.transcript.line(containing: "event=configuration.changed"), "\(text)")
        #expect(line.contains(folder / "config/../token") && line.contains("exit code 75"), "\(line)")
        #expect(text.contains("service.stopped") && !text.contains("service.failed"))
        #expect(faults.withLock { $0 }.isEmpty, "\(faults.withLock { $0 }.prefix(3))")
        let seen = answered.withLock { $0 }
        #expect(Set(try Journal(of: folder).commands.map(\.keyText)) == Set(seen.keys), "none was left unanswered")

        // Started anew it has the new token.
        let next = try Service.ready(on: folder, Self.often)
        let (order, waybill) = try #require(seen.first)
        #expect(try next.wire().push(.add(order))?.status == 403)
        let answer = try next.wire().push(Event.add(order).bytes(.json), to: Signed.target("zto", "another1"))
        #expect(answer?.issued == waybill)
        #expect(next.stop() == 0)
    }

    @Test func `what a start would refuse, and a file that is away, end nothing`() throws {
        let folder = try configured()
        let keys = try Program.run(["config", "make-keys", folder / "keys.yaml"])
        try #require(keys.code == 0, "\(keys.everything)")
        let service = try Service.ready(on: folder, Self.often + ["--keys", folder / "keys.yaml"])
        let wire = try service.wire()
        let (text, token) = (try folder.text("keys.yaml"), try folder.text("token"))
        for (wrong, part) in [
            (text.replacing("current: k1", with: "current: k7"), "current names no key of keys"),
            (text.replacing(/k1: .{4}/) { _ in "k1: AAAA" }, "a start with this file would be refused"),
        ] {
            try folder.write(wrong, to: "keys.yaml")
            let line = try #require(service.transcript.line(containing: part), "\(service.transcript.text)")
            #expect(line.contains("level=error event=configuration.changed"), "\(line)")
        }
        // Back as it was, it is no fault any more, which is told once.
        let again = "as it was read at the start again"
        try folder.write(text, to: "keys.yaml")
        let back = try #require(service.transcript.line(containing: again))
        #expect(back.contains("level=info event=configuration.changed file=\(folder / "keys.yaml") "), "\(back)")
        try FileManager.default.removeItem(atPath: folder / "token")
        let line = try #require(service.transcript.line(containing: "token message=\"cannot be found"))
        #expect(line.contains("level=warning event=configuration.changed"))
        #expect(wire.push(.add("meanwhile"))?.issued != nil)
        #expect(try service.operations().get("/ready")?.status == 200)
        try folder.write(token, to: "token")
        _ = service.transcript.awaitLines(2, containing: again)
        // What is right ends it.
        try folder.write("another1\n", to: "token")
        #expect(service.exitCode() == 75)
        #expect(service.transcript.count(of: "token message=\"cannot be found") == 1, "it is told once")
    }

    @Test func `a certificate and its key that change end a service that no cluster answers`() throws {
        let folder = try TemporaryFolder()
        for (volume, pair) in zip(["..1", "..2"], Certificates.pairs) {
            try folder.write(pair.key, to: "\(volume)/client.key")
            try folder.write(pair.certificate, to: "\(volume)/client.pem")
        }
        try point(folder, to: "..1")
        try folder.write(
            "security.protocol=SSL\nssl.key.location=\(folder / "..data/client.key")\n"
                + "ssl.certificate.location=\(folder / "..data/client.pem")\n", to: "kafka.properties")
        let keys = try Program.run(["config", "make-keys", folder / "keys.yaml"])
        try #require(keys.code == 0, "\(keys.everything)")
        let service = try Service(
            "ingress", on: folder,
            Self.often + [
                "--kafka", "127.0.0.1:1", "--kafka-properties", folder / "kafka.properties", "--keys",
                folder / "keys.yaml",
            ])
        #expect(service.transcript.line(containing: "http.listening") != nil)
        try point(folder, to: "..2")
        #expect(service.exitCode() == 75)
        let line = try #require(service.transcript.line(containing: "configuration.changed"))
        for name in ["client.key", "client.pem"] { #expect(line.contains(folder / "..data/\(name)"), "\(line)") }
        #expect(!service.transcript.text.contains("service.failed"))
    }
}
