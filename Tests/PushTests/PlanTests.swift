import Foundation
import FoundationNetworking
import Testing

@testable import Push

/// What a run is refused for, and how failures are worded.
@Suite struct PlanTests {
    @Test(arguments: [
        ("ftp://x", 1, 1, 0.0), ("http://x#y", 1, 1, 0), ("http://", 1, 1, 0), ("http:///push", 1, 1, 0),
        ("x:80/push", 1, 1, 0), ("", 1, 1, 0), ("http://x:99999/", 1, 1, 0), ("http://x:0/", 1, 1, 0),
        ("http://x:port/", 1, 1, 0), ("http://x", 0, 1, 0), ("http://x", 1, 0, 0), ("http://x", 1, 1, -1),
        ("http://x", 1, 1, .nan),
    ])
    func aWrongPlanIsRefused(url: String, count: Int, concurrency: Int, rate: Double) async {
        var plan = PushPlan(url: url, pushToken: "AAAAA", source: .generated(EventProfile()))
        plan.count = count
        plan.concurrency = concurrency
        plan.rate = rate
        let refused = plan
        await #expect(throws: PushError.self) { try await refused.run() }
    }

    @Test(arguments: ["http://x", "https://x:8443/push/zto?a=b", "HTTP://127.0.0.1:1/", "http://[::1]:80/push"])
    func aRightURLIsTaken(url: String) throws {
        try PushPlan(url: url, pushToken: "AAAAA", source: .generated(EventProfile())).validate()
    }

    @Test(arguments: [
        ("/nowhere/x.xml", "event file /nowhere/x.xml: cannot be found; create it or correct its name"),
        (
            "/dev/null/x.xml",
            "event file /dev/null/x.xml: cannot be found: a part of its path is a file; correct its name"
        ),
        ("/", "event file /: cannot be read: Is a directory"),
        ("/dev/zero", "event file /dev/zero: is larger than 1048576 bytes"),
    ])
    func aFileThatCannotBeReadIsSaidWithItsReason(path: String, message: String) {
        #expect(throws: PushError(message)) { try EventFile.read(path) }
    }

    @Test(arguments: [
        (URLError.Code.unknown, "OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number", "not speak TLS"),
        (.unknown, "SSL certificate problem: self-signed certificate", "is not trusted: SSL certificate problem: self"),
        (.unknown, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 127.0.0.1:80", "not speak TLS"),
        (.unknown, "something new", "the connection failed: something new"),
        (.badServerResponse, "Empty reply from server", "closed the connection without an answer"),
        (.unsupportedURL, "Received HTTP/0.9 when not allowed", "is not HTTP"),
        (.cannotFindHost, "", "host name is unknown"),
        (.cannotConnectToHost, "", "refused the connection"),
    ])
    func aFailureIsPlainText(code: URLError.Code, description: String, part: String) {
        #expect(FailureReason.text(code, description).contains(part))
    }
}
