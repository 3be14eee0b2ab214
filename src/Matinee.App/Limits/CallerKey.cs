using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Limits;

/// <summary>Whom a limit counts.</summary>
public static class CallerKey
{
    /// <summary>
    /// The client's address, as a trusted proxy gave it or as the connection has it. Of IPv6 the first 64 bits: that is what one
    /// household gets (RFC 6177), so counting whole addresses would count nothing.
    /// </summary>
    public static string Address(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString() + "/64";
    }

    /// <summary>The signed-in caller, otherwise the address.</summary>
    public static string Of(HttpContext context) => OfUser(context.User) ?? Address(context);

    private static string? OfUser(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true } ? user.FindFirst("sub")?.Value : null;
}
