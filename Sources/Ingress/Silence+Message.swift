package import Requests
internal import Time

extension Silence {
    package var message: String {
        let noun = count == 1 ? "push" : "pushes"
        return "no processor answers: \(count) \(noun) since \(Timestamp.text(milliseconds: since))"
    }
}
