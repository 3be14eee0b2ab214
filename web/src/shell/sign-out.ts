/** The menu's sign-out needs no page of its own where there is script. */
export function listenForSignOut(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('[data-sign-out]') : null;
    if (!link) return;
    event.preventDefault();
    void fetch('/api/auth/logout', { method: 'POST', credentials: 'same-origin' }).then(
      (response) => location.assign(response.ok ? '/' : link.href),
      () => location.assign(link.href),
    );
  });
}
