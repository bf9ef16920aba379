import HTTPClient
import Testing

@testable import PushClient

/// What a run is refused for.
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

    /// How a failure is worded: `HTTPClientTests` has the failures themselves.
    @Test func aFailureNamesTheCarrier() {
        #expect(HTTPOutcome.failed(.refused).said == "the carrier refused the connection")
    }
}
