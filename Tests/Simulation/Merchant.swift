/// What a merchant orders, in plain values; the model judges it, and `Command+Merchant` makes a command of it.
struct Party: Equatable, Sendable {
    var name = "Secret Jim"
    var mobile = "18666660000"
    var tel = ""
    var country = "China"
    var province = "Guangdong"
    var city = "Guangzhou"
    var area = "Tianhe"
    var address = "1 Secret Road"
}

struct Parcel: Equatable, Sendable {
    var shop = "wx-shop"
    var remark = ""
    var sender = Party()
    var receiver = Party()
    var count: Int64 = 1
    /// Grams.
    var weight: Int64 = 1_200
    /// Centimetres; 0 was not measured.
    var length: Int64 = 20
    var useInsured: Int64 = 0
    /// Fen.
    var insuredValue: Int64 = 0
    var serviceType: Int64 = 0
    var serviceName = "Standard"
}

/// One order of one account with one carrier.
struct OrderName: Hashable, Sendable {
    var carrier: String
    var bizID: String
    var orderID: String
}

struct Push: Equatable, Sendable {
    var order: OrderName
    var password: String
    var createTime: Int64
    var waybillID: String
    var token: String
    var parcel: Parcel
}

struct Cancellation: Equatable, Sendable {
    var order: OrderName
    var password: String
    var createTime: Int64
    var shop: String
    var waybillID: String
}

struct Scan: Equatable, Sendable {
    var order: OrderName
    var waybillID: String
    var time: Int64
    var type: Int64
    var message: String
}

/// What one record of waybill.commands asks for.
enum Request: Equatable, Sendable {
    case push(Push)
    case cancel(Cancellation)
    case scan(Scan)
    /// What no processor can make sense of.
    case nonsense

    /// Short, for whoever reads a failure.
    var summary: String {
        switch self {
        case .push(let push): "push of \(push.order.orderID), WayBillID \(push.waybillID)"
        case .cancel(let cancel): "cancel of \(cancel.order.orderID), WayBillID \(cancel.waybillID)"
        case .scan(let scan): "scan of \(scan.order.orderID), waybill_id \(scan.waybillID)"
        case .nonsense: "nonsense"
        }
    }
}
