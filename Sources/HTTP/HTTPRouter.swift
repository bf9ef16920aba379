/// One resource of a server: the path, and what is done with requests for it.
package struct HTTPRoute: Sendable {
    /// The whole path, percent-decoded. One that ends in `/*` is every path below it; the longest of those that fit
    /// counts.
    package let path: String
    /// The methods that there are; another is answered 405. Nil: the route looks at the method itself.
    package let methods: [String]?
    /// The longest body that it takes, in bytes; strangers can fill what is kept of bodies up to here.
    package let bodyByteCountMax: Int
    /// As `HTTPConfiguration.admit`; with the request's path.
    package let admit: @Sendable (borrowing HTTPHead, String) -> HTTPAdmission
    package let handle: HTTPServer.Handler

    package init(
        _ path: String, methods: [String]? = nil, bodyByteCountMax: Int = 0,
        admit: @escaping @Sendable (borrowing HTTPHead, String) -> HTTPAdmission = { _, _ in .admit() },
        handle: @escaping HTTPServer.Handler
    ) {
        self.path = path
        self.methods = methods
        self.bodyByteCountMax = bodyByteCountMax
        self.admit = admit
        self.handle = handle
    }

    /// The answer to a GET or HEAD that needs no body and no wait.
    package static func get(_ path: String, _ answer: @escaping @Sendable () -> HTTPResponse) -> HTTPRoute {
        HTTPRoute(path, methods: ["GET", "HEAD"]) { _, responder in responder.send(answer()) }
    }
}

/// Finds the route of each request by its path, before its body is read. Of two routes with one path the first counts.
///
///     let router = HTTPRouter([.get("/live") { HTTPResponse(text: "live\n") }], elsewhere: "there is /live\n")
///     let server = try HTTPServer(configuration: configuration, router: router)
package struct HTTPRouter: Sendable {
    private let routes: [HTTPRoute]
    private let exact: [String: Int]
    /// The longest first.
    private let prefixes: [(path: String, route: Int)]
    private let notFound: HTTPResponse

    /// `elsewhere` is the text of a 404, which says what there is.
    package init(_ routes: [HTTPRoute], elsewhere: String) {
        self.routes = routes
        notFound = HTTPResponse(status: 404, text: elsewhere)
        var exact: [String: Int] = [:]
        var prefixes: [(path: String, route: Int)] = []
        for (index, route) in routes.enumerated() {
            if route.path.hasSuffix("/*") {
                prefixes.append((String(route.path.dropLast()), index))
            } else if exact[route.path] == nil {
                exact[route.path] = index
            }
        }
        self.exact = exact
        self.prefixes = prefixes.sorted { $0.path.utf8.count > $1.path.utf8.count }
    }

    func admit(_ head: borrowing HTTPHead) -> HTTPAdmission {
        let path = head.path
        guard let index = route(of: path) else { return .refuse(notFound) }
        let route = routes[index]
        if let methods = route.methods, !methods.contains(head.method) {
            let allowed = methods.joined(separator: ", ")
            let text = "use \(methods.filter { $0 != "HEAD" }.joined(separator: " or "))\n"
            return .refuse(HTTPResponse(status: 405, text: text, headers: [("Allow", allowed)]))
        }
        let admission = route.admit(head, path)
        guard case .admit(let ticket, _, _) = admission else { return admission }
        return .admit(ticket: ticket, route: index, bodyByteCountMax: route.bodyByteCountMax)
    }

    func handle(_ request: borrowing HTTPRequest, _ responder: consuming HTTPResponder) {
        routes[request.route].handle(request, responder)
    }

    private func route(of path: String) -> Int? {
        exact[path] ?? prefixes.first { path.hasPrefix($0.path) }?.route
    }
}

extension HTTPServer {
    /// Listens and serves what the router knows when it returns; the router takes the place of `configuration.admit`.
    package convenience init(configuration: HTTPConfiguration, router: HTTPRouter) throws(HTTPError) {
        var configuration = configuration
        configuration.admit = { head in router.admit(head) }
        try self.init(configuration: configuration) { request, responder in router.handle(request, responder) }
    }
}
