@testable import PushClient

/// The example of seed 003, as the document prints it, and the same as a value.
enum Seed {
    static let xml = """
        <xml>
        <ToUserName><![CDATA[gh_abcdefg]]></ToUserName>
        <FromUserName><![CDATA[oABCD]]></FromUserName>
        <CreateTime>1533042556</CreateTime>
        <MsgType><![CDATA[event]]></MsgType>
        <Event><![CDATA[add_waybill]]></Event>
        <Token>1234ABC234523451</Token>
        <OrderID><![CDATA[012345678901234567890123456789]]></OrderID>
        <BizID><![CDATA[xyz]]></BizID>
        <BizPwd><![CDATA[xyz123]]></BizPwd>
        <ShopAppID><![CDATA[wxABCD]]></ShopAppID>
        <WayBillID><![CDATA[123456789]]></WayBillID>
        <Remark><![CDATA[Fragile]]></Remark>
        <Sender>
        <Name><![CDATA[Jim]]></Name>
        <Tel><![CDATA[020-88888888]]></Tel>
        <Mobile><![CDATA[18666666666]]></Mobile>
        <Company><![CDATA[Company name]]></Company>
        <PostCode><![CDATA[123456]]></PostCode>
        <Country><![CDATA[China]]></Country>
        <Province><![CDATA[Guangdong Province]]></Province>
        <City><![CDATA[Guangzhou]]></City>
        <Area><![CDATA[Haizhu District]]></Area>
        <Address><![CDATA[XXBlock XX, XX Building, No. XX, Road xxXX]]></Address>
        </Sender>
        <Receiver>
        <Name><![CDATA[Wang Xiaomeng]]></Name>
        <Tel><![CDATA[029-77777777]]></Tel>
        <Mobile><![CDATA[18610000000]]></Mobile>
        <Company><![CDATA[Company name]]></Company>
        <PostCode><![CDATA[654321]]></PostCode>
        <Country><![CDATA[China]]></Country>
        <Province><![CDATA[Guangdong Province]]></Province>
        <City><![CDATA[Guangzhou]]></City>
        <Area><![CDATA[Tianhe District]]></Area>
        <Address><![CDATA[XXBlock XX, XX Building, No. XX, Road xxXX]]></Address>
        </Receiver>
        <Cargo>
        <Weight>1.2</Weight>
        <Space_X>20.5</Space_X>
        <Space_Y>15.0</Space_Y>
        <Space_Z>10.0</Space_Z>
        <Count>2</Count>
        <DetailList>
        <Name><![CDATA[1001 Nights Diamond Purse]]></Name>
        <Count>1</Count>
        </DetailList>
        <DetailList>
        <Name><![CDATA[Hermes Birkin Bag]]></Name>
        <Count>1</Count>
        </DetailList>
        </Cargo>
        <Insured>
        <UseInsured>1</UseInsured>
        <InsuredValue>10000</InsuredValue>
        </Insured>
        <Service>
        <ServiceType>0</ServiceType>
        <ServiceName><![CDATA[Standard express delivery]]></ServiceName>
        </Service>
        </xml>
        """

    static let json = """
        {
        "ToUserName": "gh_abcdefg",
        "FromUserName": "oABCD",
        "CreateTime": 1533042556,
        "MsgType": "event",
        "Event": "add_waybill",
        "Token": "1234ABC234523451",
        "OrderID": "012345678901234567890123456789",
        "BizID": "xyz",
        "BizPwd": "xyz123",
        "ShopAppID": "wxABCD",
        "WayBillID": "123456789",
        "Remark": "Fragile",
        "Sender": {
        "Name": "Jim",
        "Tel": "020-88888888",
        "Mobile": "18666666666",
        "Company": "Company name",
        "PostCode": "123456",
        "Country": "China",
        "Province": "Guangdong Province",
        "City": "Guangzhou",
        "Area": "Haizhu District",
        "Address": "XXBlock XX, XX Building, No. XX, Road xxXX"
        },
        "Receiver": {
        "Name": "Wang Xiaomeng",
        "Tel": "029-77777777",
        "Mobile": "18610000000",
        "Company": "Company name",
        "PostCode": "654321",
        "Country": "China",
        "Province": "Guangdong Province",
        "City": "Guangzhou",
        "Area": "Tianhe District",
        "Address": "XXBlock XX, XX Building, No. XX, Road xxXX"
        },
        "Cargo": {
        "Weight": 1.2,
        "Space_X": 20.5,
        "Space_Y": 15,
        "Space_Z": 10,
        "Count": 2,
        "DetailList": [
        {
        "Name": "1001 Nights Diamond Purse",
        "Count": 1
        },
        {
        "Name": "Hermes Birkin Bag",
        "Count": 1
        }
        ]
        },
        "Insured": {
        "UseInsured": 1,
        "InsuredValue": 10000
        },
        "Service": {
        "ServiceType": 0,
        "ServiceName": "Standard express delivery"
        }
        }
        """

    static let event = EventNode.object([
        .init("ToUserName", .text("gh_abcdefg")), .init("FromUserName", .text("oABCD")),
        .init("CreateTime", .integer(1_533_042_556)), .init("MsgType", .text("event")),
        .init("Event", .text("add_waybill")), .init("Token", .plain("1234ABC234523451")),
        .init("OrderID", .text("012345678901234567890123456789")), .init("BizID", .text("xyz")),
        .init("BizPwd", .text("xyz123")), .init("ShopAppID", .text("wxABCD")), .init("WayBillID", .text("123456789")),
        .init("Remark", .text("Fragile")),
        .init(
            "Sender", party("Jim", "020-88888888", "18666666666", "123456", "Haizhu District")),
        .init(
            "Receiver", party("Wang Xiaomeng", "029-77777777", "18610000000", "654321", "Tianhe District")),
        .init(
            "Cargo",
            .object([
                .init("Weight", .tenths(12)), .init("Space_X", .tenths(205)), .init("Space_Y", .tenths(150)),
                .init("Space_Z", .tenths(100)), .init("Count", .integer(2)),
                .init("DetailList", .list([item("1001 Nights Diamond Purse"), item("Hermes Birkin Bag")])),
            ])),
        .init("Insured", .object([.init("UseInsured", .integer(1)), .init("InsuredValue", .integer(10_000))])),
        .init(
            "Service",
            .object([
                .init("ServiceType", .integer(0)), .init("ServiceName", .text("Standard express delivery")),
            ])),
    ])

    private static func party(
        _ name: String, _ tel: String, _ mobile: String, _ code: String, _ area: String
    ) -> EventNode {
        .object([
            .init("Name", .text(name)), .init("Tel", .text(tel)), .init("Mobile", .text(mobile)),
            .init("Company", .text("Company name")), .init("PostCode", .text(code)), .init("Country", .text("China")),
            .init("Province", .text("Guangdong Province")), .init("City", .text("Guangzhou")),
            .init("Area", .text(area)), .init("Address", .text("XXBlock XX, XX Building, No. XX, Road xxXX")),
        ])
    }

    private static func item(_ name: String) -> EventNode {
        .object([.init("Name", .text(name)), .init("Count", .integer(1))])
    }
}
