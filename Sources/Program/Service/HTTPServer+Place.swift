internal import HTTP

/// Of two places that a service listens at, the fault names which it is.
struct ListeningFault: Error, CustomStringConvertible {
    let error: HTTPError
    let option: String

    var description: String { "\(error) (--\(option))" }
}

extension HTTPServer {
    static func listening(
        at place: ListeningPlace, _ configuration: HTTPConfiguration, _ router: HTTPRouter
    ) throws(ListeningFault) -> HTTPServer {
        do throws(HTTPError) {
            return try HTTPServer(configuration: configuration, router: router)
        } catch {
            throw ListeningFault(error: error, option: place.option)
        }
    }
}
