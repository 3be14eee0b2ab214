using System.Text;
using System.Text.Json;
using Matinee.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Realtime.Transports;

/// <summary><c>/emulation</c>: commands of clients whose stream goes one way. The session's secret says whose they are.</summary>
internal static class Emulation
{
    // The commands are escaped into a JSON string, which may double them.
    private const int Escaping = 2;

    public static async Task RunAsync(HttpContext context, SessionStarter starter)
    {
        var response = context.Response;
        if (await SmallBody.ReadAsync(context.Request, starter.Options.MessageBytes * Escaping, context.RequestAborted) is not { } body)
        {
            response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var isBinary = context.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true;
        if ((isBinary ? TryReadProtobuf(body) : TryReadJson(body)) is not var (node, secret, commands))
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        response.StatusCode = StatusCodes.Status204NoContent;
        if (node != starter.Node.Value)
        {
            // 404 makes the client reconnect.
            if (!await context.RequestServices.GetRequiredService<EmulationRelay>().TrySendAsync(node, secret, commands, context.RequestAborted))
                response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (starter.Registry.FindBySecret(secret) is { } session)
            await session.HandleAsync(commands, session.Connection.Ended);
    }

    private static (string Node, string Secret, byte[] Commands)? TryReadJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return (root.GetProperty("node"u8).GetString() ?? "", root.GetProperty("session"u8).GetString() ?? "", Encoding.UTF8.GetBytes(root.GetProperty("data"u8).GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static (string Node, string Secret, byte[] Commands)? TryReadProtobuf(byte[] body)
    {
        try
        {
            var (node, secret, commands) = ("", "", Array.Empty<byte>());
            var reader = new ProtoReader(body);
            for (int field; (field = reader.NextField()) != 0;)
            {
                switch (field)
                {
                    case 1: node = reader.ReadString(); break;
                    case 2: secret = reader.ReadString(); break;
                    case 3: commands = reader.ReadBytes().ToArray(); break;
                    default: reader.Skip(); break;
                }
            }

            return (node, secret, commands);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
