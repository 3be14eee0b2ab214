using System.Security.Claims;

namespace Matinee.App.Http;

/// <summary>
/// Whether who was let in may stay: asked again and again by answers that last. Anonymous callers may. Accounts registers it.
/// </summary>
public delegate Task<bool> CallerCheck(ClaimsPrincipal caller, CancellationToken cancellationToken);
