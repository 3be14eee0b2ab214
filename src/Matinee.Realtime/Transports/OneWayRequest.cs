using System.Text;
using Matinee.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>The connect command of a one-way stream: <c>cf_connect</c> holds it as JSON; <c>token</c> alone will do for curl.</summary>
internal static class OneWayRequest
{
    /// <summary>Null: what was given is no connect command.</summary>
    public static ConnectRequest? TryRead(HttpRequest request)
    {
        if (request.Query["cf_connect"] is not [{ Length: > 0 } json])
            return new ConnectRequest { Token = request.Query["token"].ToString() };
        try
        {
            return JsonCommands.Read(Encoding.UTF8.GetBytes($"{{\"id\":1,\"connect\":{json}}}")).Request as ConnectRequest;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
