// Adds a key to each request of a program that has no option for it: node --import send-key.mjs program
import diagnostics from 'node:diagnostics_channel';

const key = `Bearer ${process.env.API_KEY}`;
diagnostics.subscribe('undici:request:create', ({ request }) => request.addHeader('Authorization', key));
diagnostics.subscribe('http.client.request.created', ({ request }) => request.setHeader('Authorization', key));
