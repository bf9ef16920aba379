import Glibc
import Testing

@testable import HTTP

/// Where a server listens, and what an operator is told when it cannot.
@Suite struct ListenTests {
    private func configuration(_ address: String, _ port: UInt16 = 0) -> HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.address = address
        configuration.port = port
        return configuration
    }

    /// Each is reached at 127.0.0.1, where the client connects.
    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0", ""]) func `it listens on`(address: String) throws {
        let server = try serve(configuration(address), echo)
        let client = try #require(Client(server.port))
        client.request("GET", "/a")
        #expect(client.reply()?.status == 200)
    }

    @Test(arguments: ["300.1.1.1", "no host", "nowhere.invalid"]) func `what is no address is refused`(address: String)
    {
        let error = HTTPError.listen(address: address, port: 80, code: EINVAL)
        #expect(throws: error) { try serve(configuration(address, 80), echo) }
    }

    @Test func `a port in use and an address of others are told apart`() throws {
        let server = try serve(echo)
        #expect(throws: HTTPError.listen(address: "127.0.0.1", port: server.port, code: EADDRINUSE)) {
            try serve(configuration("127.0.0.1", server.port), echo)
        }
        #expect(throws: HTTPError.listen(address: "192.0.2.1", port: 0, code: EADDRNOTAVAIL)) {
            try serve(configuration("192.0.2.1"), echo)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", EADDRINUSE, "127.0.0.1 port 80: it is in use; "),
        ("", EADDRINUSE, "every address, port 80: it is in use; "),
        ("127.0.0.1", EACCES, "127.0.0.1 port 80: this user is not permitted to; a port below 1024 needs "),
        ("192.0.2.1", EADDRNOTAVAIL, "192.0.2.1 port 80: this machine has no such address; "),
        ("no host", EINVAL, "no host port 80: it is neither an address nor a name that this machine knows; "),
        ("::1", EAFNOSUPPORT, "::1 port 80: this machine does not speak IPv6; "),
        ("127.0.0.1", ENOBUFS, "127.0.0.1 port 80: No buffer space available; choose another address or port"),
    ])
    func `each cause has its words`(address: String, code: Int32, text: String) {
        let error = HTTPError.listen(address: address, port: 80, code: code)
        #expect(error.description.hasPrefix("cannot listen on \(text)"))
    }
}
