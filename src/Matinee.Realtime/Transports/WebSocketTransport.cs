using Matinee.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary><c>/connection/websocket</c>.</summary>
internal static class WebSocketTransport
{
    public const string Path = "/connection/websocket";
    private const string ProtobufProtocol = "centrifuge-protobuf";
    private const string JsonProtocol = "centrifuge-json";

    public static async Task RunAsync(HttpContext context, SessionStarter starter)
    {
        using var place = starter.Admit(context);
        if (place is null)
            return;
        var subProtocol = Offered(context, ProtobufProtocol) ? ProtobufProtocol : Offered(context, JsonProtocol) ? JsonProtocol : null;
        var wire = subProtocol == ProtobufProtocol || context.Request.Query["cf_protocol"] == "protobuf" ? Wire.WebSocketProtobuf : Wire.WebSocketJson;
        var deflates = starter.Options.Deflates && WebSocketHandshake.OffersDeflate(context.Request);
        if (await WebSocketHandshake.AcceptAsync(context, subProtocol, deflates) is not { } stream)
            return;
        var session = starter.Start(context, deflates ? wire.Deflated : wire, stream, place);
        await new WebSocketConversation(session, stream, new WebSocketReader(stream, starter.Options.MessageBytes, deflates)).RunAsync(context);
    }

    private static bool Offered(HttpContext context, string protocol) =>
        context.Request.Headers.SecWebSocketProtocol.Any(h => h is not null && h.Split(',', StringSplitOptions.TrimEntries).Contains(protocol));
}
