/// One request, whole, lent to the handler for the length of its call: it cannot be copied or kept, its strings and
/// its body can.
package struct HTTPRequest: ~Copyable {
    package let head: HTTPHead
    /// What `HTTPConfiguration.admit` gave it.
    package let ticket: Int?
    /// The router's route that admitted it.
    let route: Int
    /// The body as it came; empty when there was none. At most `HTTPConfiguration.bodyByteCountMax` bytes.
    package let body: [UInt8]

    init(head: consuming HTTPHead, ticket: Int?, route: Int, body: [UInt8]) {
        self.head = head
        self.ticket = ticket
        self.route = route
        self.body = body
    }

    package var method: String { head.method }

    package var path: String { head.path }

    package func query(_ name: String) -> String? { head.query(name) }

    package func header(_ name: String) -> String? { head.header(name) }
}
