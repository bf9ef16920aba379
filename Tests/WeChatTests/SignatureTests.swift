import Documents
import SeedEvents
import Testing

@testable import WeChat

@Suite("signatures of pushes")
struct SignatureTests {
    @Test(
        "the vectors of WeChat's documentation",
        arguments: [
            ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
            ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
            ("1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
            ("1533042556", "1320562132", "83ab5bd99b42f5453988498b555776b0d1563b1b"),
        ])
    func vectors(_ timestamp: String, _ nonce: String, _ signature: String) {
        #expect(Signature.make(token: "AAAAA", timestamp: timestamp, nonce: nonce) == signature)
        #expect(Signature.isValid(signature, token: "AAAAA", timestamp: timestamp, nonce: nonce))
        // Sorted, so that the order in which they come does not matter.
        #expect(Signature.isValid(signature, token: nonce, timestamp: "AAAAA", nonce: timestamp))
    }

    @Test(
        "anything else is invalid",
        arguments: [
            "", "f464b24fc39322e44b38aa78f5edd27bd144169", "f464b24fc39322e44b38aa78f5edd27bd14416966",
            "F464B24FC39322E44B38AA78F5EDD27BD1441696", " f464b24fc39322e44b38aa78f5edd27bd1441696",
            "f464b24fc39322e44b38aa78f5edd27bd1441697", "0464b24fc39322e44b38aa78f5edd27bd1441696",
            "0000000000000000000000000000000000000000",
        ])
    func invalid(_ signature: String) {
        #expect(!Signature.isValid(signature, token: "AAAAA", timestamp: "1714036504", nonce: "1514711492"))
    }

    @Test("a signature is for its token, time and nonce alone")
    func bound() {
        let signature = "f464b24fc39322e44b38aa78f5edd27bd1441696"
        #expect(!Signature.isValid(signature, token: "AAAAB", timestamp: "1714036504", nonce: "1514711492"))
        #expect(!Signature.isValid(signature, token: "AAAAA", timestamp: "1714036505", nonce: "1514711492"))
        #expect(!Signature.isValid(signature, token: "AAAAA", timestamp: "1714036504", nonce: "1514711493"))
    }
}

@Suite("XML or JSON")
struct FormatTests {
    @Test(
        "told apart by the first character",
        arguments: [
            ("<xml/>", PushFormat.xml), (" \t\r\n<xml/>", .xml), ("\u{feff}<xml/>", .xml),
            ("<?xml version='1.0'?><xml/>", .xml),
            ("{}", .json), (" \n{}", .json), ("\u{feff}{}", .json), ("[]", .json), ("", nil), (" \r\n", nil),
            ("a", nil),
            ("null", nil), ("success", nil), ("\u{feff}", nil), ("\u{a0}{}", nil), ("\u{0}{}", nil),
        ] as [(String, PushFormat?)])
    func sniff(_ body: String, _ format: PushFormat?) {
        #expect(PushFormat(Array(body.utf8)) == format)
    }

    @Test("a body that begins with a byte order mark is read", arguments: [SeedEvent.xml, SeedEvent.json])
    func mark(_ body: String) throws {
        #expect(try Reading("\u{feff}" + body) == .seed)
    }

    @Test("a body cut off or followed by more is a fault", arguments: [SeedEvent.xml, SeedEvent.json])
    func cut(_ body: String) throws {
        let bytes = Array(body.utf8)
        var parser = PushParser()
        let format = try #require(PushFormat(bytes))
        for count in 1..<bytes.count {
            do {
                _ = try parser.parse(Array(bytes[..<count]), as: format)
                Issue.record("\(count) bytes were read")
            } catch {
                let start = "the body is not the \(format == .xml ? "XML" : "JSON") of an event: "
                #expect(error.message.hasPrefix(start))
            }
        }
        #expect(throws: (any Error).self) { try Reading(body + body) }
    }

    @Test("the content type of an answer")
    func contentType() {
        #expect("\(PushFormat.xml.contentType)" == "text/xml; charset=utf-8")
        #expect("\(PushFormat.json.contentType)" == "application/json; charset=utf-8")
    }
}
