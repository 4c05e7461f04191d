/* The tab's pages: data from the application's own server, links among Spark's pages. */
'use strict';

(() => {
  const {page, root, live} = Quorum.main.dataset;
  const chosen = new URLSearchParams(location.search);
  const runAddress = run => `${root}/quorum/run/?id=${encodeURIComponent(run.id)}`;

  async function get(path) {
    const response = await fetch(`${root}/quorum-data/${path}`);
    if (response.status === 204) return null;
    if (!response.ok) throw new Error(response.status === 404 ? 'No such run in this application' : `Status ${response.status}`);
    return response.json();
  }

  Quorum.show(page, {
    live: live === 'true',
    id: () => chosen.get('id') ?? '',
    ids: () => chosen.getAll('id'),
    runs: () => get('runs.json'),
    run: (id, query) => get('run.json?' + new URLSearchParams({id, ...query})),
    state: run => (run.status === 'running' && live !== 'true' ? 'log ends early' : run.status),
    links: {
      run: runAddress,
      runs: () => `${root}/quorum/`,
      comparison: runs => `${root}/quorum/compare/?${runs.map(run => 'id=' + encodeURIComponent(run.id)).join('&')}`,
      job: job => `${root}/jobs/job/?id=${job}`,
      of: run => [
        ['All runs', `${root}/quorum/`],
        ['Kept rounds as CSV', `${root}/quorum-data/rounds.csv?id=${encodeURIComponent(run.id)}`],
        ['Spark’s jobs', `${root}/jobs/`],
      ],
    },
  });
})();
