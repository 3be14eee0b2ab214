using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Matinee.Realtime.Transports;

/// <summary>Takes the stream over from HTTP/1.1 (RFC 6455 4.2) or HTTP/2 (RFC 8441).</summary>
internal static class WebSocketHandshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 1.3

    /// <summary>
    /// Whether the client offers to deflate messages on terms that are ours (RFC 7692 7.1): nothing is remembered from one message to the next, and our
    /// window is of the full size, because the same bytes go to everybody.
    /// </summary>
    public static bool OffersDeflate(HttpRequest request) => request.Headers.SecWebSocketExtensions.Any(line => line is not null && line.Split(',').Any(IsOurs));

    /// <summary>The stream; null when the request does not ask for a WebSocket as it should, which has been answered then.</summary>
    public static async ValueTask<Stream?> AcceptAsync(HttpContext context, string? subProtocol, bool deflates)
    {
        if (subProtocol is not null)
            context.Response.Headers.SecWebSocketProtocol = subProtocol;
        if (deflates)
            context.Response.Headers.SecWebSocketExtensions = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" } extended)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return await extended.AcceptAsync();
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || KeyOf(context.Request) is not { } key)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("A WebSocket is spoken here.");
            return null;
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = Answer(key);
        return DirectStream.Over(await upgrade.UpgradeAsync(), context);
    }

    /// <summary>Pages of other sites must not use a visitor's cookies: their origin has to be this host's, or allowed.</summary>
    public static bool IsOriginAllowed(HttpRequest request, IList<string> allowed)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin] || allowed.Contains("*") || allowed.Contains(origin))
            return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOurs(string offer)
    {
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        return parts[0] == "permessage-deflate" && parts.Skip(1).All(parameter => parameter is "server_no_context_takeover" or "client_no_context_takeover" or "client_max_window_bits"
            || parameter.StartsWith("client_max_window_bits=", StringComparison.Ordinal) || parameter is "server_max_window_bits=15" or "server_max_window_bits=\"15\"");
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Headers.SecWebSocketVersion != "13" || !request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase))
            return null;
        var key = request.Headers.SecWebSocketKey.ToString();
        Span<byte> decoded = stackalloc byte[18];
        return key.Length == 24 && Convert.TryFromBase64String(key, decoded, out var length) && length == 16 ? key : null;
    }

    // SHA-1 as RFC 6455 names it: no secret depends on it.
#pragma warning disable CA5350
    private static string Answer(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
}
