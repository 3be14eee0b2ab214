using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Matinee.Realtime.Usage;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>Makes a session for a stream.</summary>
internal sealed class SessionStarter(SessionContext context, SessionWheel wheel)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    public ConnectionOptions Options => context.Connections.Value;

    public SessionRegistry Registry => context.Registry;

    public NodeName Node => context.Node;

    /// <summary>To be given up at the end of the request; null, and the request is answered, when this node takes no new streams, or none of that address.</summary>
    public AddressPlace? Admit(HttpContext request)
    {
        if (!WebSocketHandshake.IsOriginAllowed(request.Request, Options.Origins))
        {
            request.Response.StatusCode = StatusCodes.Status403Forbidden;
            return null;
        }

        if (context.Registry.IsDraining || context.Usage.Total >= Options.Total)
            return Refuse(request, StatusCodes.Status503ServiceUnavailable);
        return context.Gate.TryEnter(request.Connection.RemoteIpAddress) ?? Refuse(request, StatusCodes.Status429TooManyRequests);
    }

    public ClientSession Start(HttpContext request, Wire wire, Stream output, AddressPlace place, bool isOneWay = false)
    {
        var link = new ClientLink(Guid.CreateVersion7().ToString(), wire, output, Options, context.Time);
        var session = new ClientSession(context, link, request, place, isOneWay);
        wheel.Schedule(session, FirstLook);
        return session;
    }

    private static AddressPlace? Refuse(HttpContext request, int status)
    {
        request.Response.StatusCode = status;
        request.Response.Headers.RetryAfter = "1";
        return null;
    }
}
