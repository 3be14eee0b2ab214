using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>Makes a session for a stream.</summary>
internal sealed class SessionStarter(SessionContext context, SessionWheel wheel)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    public ConnectionOptions Options => context.Connections.Value;

    public SessionRegistry Registry => context.Registry;

    public NodeName Node => context.Node;

    /// <summary>False, and the request is answered, when this node takes no new streams.</summary>
    public bool Admits(HttpContext request)
    {
        if (!WebSocketHandshake.IsOriginAllowed(request.Request, Options.Origins))
        {
            request.Response.StatusCode = StatusCodes.Status403Forbidden;
            return false;
        }

        if (!context.Registry.IsDraining && context.Registry.Count < Options.Total)
            return true;
        request.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        request.Response.Headers.RetryAfter = "1";
        return false;
    }

    public ClientSession Start(HttpContext request, Wire wire, Stream output, bool isOneWay = false)
    {
        var link = new ClientLink(Guid.CreateVersion7().ToString(), wire, output, Options, context.Time);
        var session = new ClientSession(context, link, request, isOneWay);
        wheel.Schedule(session, FirstLook);
        return session;
    }
}
