using Matinee.App.Nodes.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>Headers of every answer under /hls, made once.</summary>
internal sealed class HlsHeaders(LeaderHeaders leader)
{
    private static readonly StringValues Any = "*";
    private static readonly StringValues Exposed = "Content-Length, Content-Range, ETag, X-HLS-Node, X-HLS-Leader, X-HLS-Is-Leader";
    private static readonly StringValues Methods = "GET, HEAD, OPTIONS";
    private static readonly StringValues Allowed = "Range, If-None-Match, If-Range";
    private static readonly StringValues PreflightAge = "86400";

    /// <summary>Any page may play what its viewer has the URL of; no cookie is ever read here.</summary>
    public void Write(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = Any;
        headers.AccessControlExposeHeaders = Exposed;
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        leader.Write(headers);
    }

    public static void WritePreflight(IHeaderDictionary headers)
    {
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Allowed;
        headers.AccessControlMaxAge = PreflightAge;
    }
}
